package io.storyreel.track;

import java.util.Set;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.OptimisticLockingAggregationRepository;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The aggregator's memory is the story's own row. A story that is {@code generating} under a batch's id is the batch's
 * group, with its ticket in it; a callback stands there as a hint. A final observation is not kept: it makes its group
 * whole at once, or there is no ticket yet, and then the look that follows the ticket makes it again. So there is
 * nothing to write here, nothing to recover and nothing to forget, and a lock is not needed: two observations that both
 * make the group whole are told apart by the guarded UPDATE that follows, which only one of them can win.
 */
@ApplicationScoped
@Named("joinRepository")
@Unremovable
public class JoinRepository extends ServiceSupport implements OptimisticLockingAggregationRepository {

    /** Every group is open: whether its story still waits for what the join says is known to the row alone. */
    @Override
    public Exchange get(CamelContext camelContext, String key) {
        Exchange group = new DefaultExchange(camelContext);
        group.getMessage().setBody(JoinEvent.of(key));
        return group;
    }

    @Override
    public Exchange add(CamelContext camelContext, String key, Exchange before, Exchange now) {
        return now;
    }

    @Override
    public Exchange add(CamelContext camelContext, String key, Exchange exchange) {
        return exchange;
    }

    @Override
    public void remove(CamelContext camelContext, String key, Exchange exchange) {
        // The UPDATE that moves the story on closes its group.
    }

    @Override
    public void confirm(CamelContext camelContext, String exchangeId) {
        // Likewise.
    }

    @Override
    public Set<String> getKeys() {
        // Asked for by time-outs and stops that complete groups; none of ours is completed so.
        return Set.of();
    }
}
