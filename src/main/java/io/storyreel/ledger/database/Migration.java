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

/** Brings the ledger's tables to what this version needs, before anything looks at them. */
@ApplicationScoped
class Migration {

    /** @throws ConfigurationException in one line, where the database does not let us */
    void beforeAll(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent started,
            @Any InjectableInstance<Flyway> all) {
        Flyway ours = all.handlesStream().filter(one -> one.getBean().isActive()).findFirst().orElseThrow().get();
        try {
            ours.migrate();
        } catch (FlywayException e) {
            throw new ConfigurationException("storyreel.db.url: the ledger's tables can't be made ready: "
                    + RootCause.of(e));
        }
    }
}
