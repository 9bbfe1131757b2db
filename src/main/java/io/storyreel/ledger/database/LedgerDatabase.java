package io.storyreel.ledger.database;

import javax.sql.DataSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** The one database behind the ledger: of those in the jar the one that {@code storyreel.db.kind} has woken. */
@ApplicationScoped
public class LedgerDatabase {

    @Produces
    @Singleton
    @Named("ledger")
    @Unremovable
    DataSource ledger(@Any InjectableInstance<AgroalDataSource> all) {
        return all.handlesStream().filter(one -> one.getBean().isActive()).findFirst().orElseThrow().get();
    }
}
