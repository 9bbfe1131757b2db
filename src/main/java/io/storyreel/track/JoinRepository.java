package io.storyreel.track;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.JoinGroups;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The aggregator's memory, in the ledger's own database, as text one can read. It needs no recovery of its own: a
 * group that a kill takes between its completion and the ledger's UPDATE leaves its story {@code generating}, and the
 * next look at the story makes the same events again. docs/decisions/0003 tells why this one and not camel-sql's.
 */
@ApplicationScoped
@Named("joinRepository")
@Unremovable
public class JoinRepository extends ServiceSupport implements AggregationRepository {

    private static final TypeReference<Map<String, Object>> EVENTS = new TypeReference<>() {
    };

    private final JoinGroups groups;
    private final ObjectMapper json;

    JoinRepository(JoinGroups groups, ObjectMapper json) {
        this.groups = groups;
        this.json = json;
    }

    @Override
    public Exchange get(CamelContext camelContext, String key) {
        return groups.events(key).map(events -> {
            Exchange group = new DefaultExchange(camelContext);
            group.getMessage().setBody(read(events));
            return group;
        }).orElse(null);
    }

    @Override
    public Exchange add(CamelContext camelContext, String key, Exchange exchange) {
        groups.keep(key, write(exchange.getMessage().getBody(Map.class)));
        return exchange;
    }

    @Override
    public void remove(CamelContext camelContext, String key, Exchange exchange) {
        groups.close(key);
    }

    @Override
    public void confirm(CamelContext camelContext, String exchangeId) {
        // Nothing is kept of a group that is whole: the ledger's row is what remembers it.
    }

    @Override
    public Set<String> getKeys() {
        return groups.open();
    }

    private Map<String, Object> read(String events) {
        try {
            return json.readValue(events, EVENTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the join's group cannot be read", e);
        }
    }

    private String write(Map<?, ?> events) {
        try {
            return json.writeValueAsString(events);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the join's group cannot be written", e);
        }
    }
}
