package io.storyreel.ledger.database;

import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.storyreel.text.RootCause;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.interceptor.Interceptor;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings the ledger's tables to what this version needs, before anything looks at them. What a later version has
 * added is left alone, so that one can go back to this one (docs/upgrading.md), unless it says that no earlier one can
 * work on it.
 */
@ApplicationScoped
class Migration {

    /** So begins the description of a migration (V7__stop_all_...) that no version before it can work on. */
    private static final String STOP_ALL = "stop all";

    /** @throws ConfigurationException in one line, where the database does not let us, or belongs to a later version */
    void beforeAll(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent started,
            @Any InjectableInstance<Flyway> all) {
        Flyway ours = all.handlesStream().filter(one -> one.getBean().isActive()).findFirst().orElseThrow().get();
        try {
            refuseWhatALaterVersionAloneCanRead(ours);
            ours.migrate();
        } catch (FlywayException e) {
            throw new ConfigurationException("storyreel.db.url: the ledger's tables can't be made ready: "
                    + RootCause.of(e));
        }
    }

    private static void refuseWhatALaterVersionAloneCanRead(Flyway ours) {
        for (MigrationInfo applied : ours.info().applied()) {
            if (applied.getState() == MigrationState.FUTURE_SUCCESS && applied.getDescription().startsWith(STOP_ALL)) {
                throw new ConfigurationException("storyreel.db.url: a later version has changed this ledger (migration "
                        + applied.getVersion() + "), and this one can't work on it: start that one, or go back by the"
                        + " backup (docs/upgrading.md)");
            }
        }
    }
}
