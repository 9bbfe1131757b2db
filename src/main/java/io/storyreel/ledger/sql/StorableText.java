package io.storyreel.ledger.sql;

import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/** Parameters without the one character that PostgreSQL can't keep: the service's words may hold anything. */
record StorableText(MapSqlParameterSource parameters) implements SqlParameterSource {

    @Override
    public boolean hasValue(String name) {
        return parameters.hasValue(name);
    }

    @Override
    public Object getValue(String name) {
        Object value = parameters.getValue(name);
        return value instanceof String text && text.indexOf('\0') >= 0 ? text.replace('\0', '\uFFFD') : value;
    }

    @Override
    public int getSqlType(String name) {
        return parameters.getSqlType(name);
    }

    @Override
    public String getTypeName(String name) {
        return parameters.getTypeName(name);
    }
}
