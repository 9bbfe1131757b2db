package io.storyreel.ledger;

import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Parameters without the one character that PostgreSQL can't keep: the service's words may hold anything. */
final class StorableText extends MapSqlParameterSource {

    StorableText(MapSqlParameterSource parameters) {
        super(parameters.getValues());
    }

    @Override
    public Object getValue(String name) {
        return super.getValue(name) instanceof String text ? text.replace('\0', '\uFFFD') : super.getValue(name);
    }
}
