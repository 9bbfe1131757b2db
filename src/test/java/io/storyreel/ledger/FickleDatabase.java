package io.storyreel.ledger;

import java.sql.Connection;
import java.sql.SQLException;

import io.agroal.api.AgroalDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A ledger's database that can be out of reach. */
final class FickleDatabase extends DelegatingDataSource implements AutoCloseable {

    private final TestDatabase kind;

    private final String url;

    private final AgroalDataSource pool;

    private volatile boolean away;

    private FickleDatabase(TestDatabase kind, String url, AgroalDataSource pool) {
        super(pool);
        this.kind = kind;
        this.url = url;
        this.pool = pool;
    }

    static FickleDatabase empty(TestDatabase kind) {
        String url = kind.emptyLedger();
        return new FickleDatabase(kind, url, TestDatabase.connect(url));
    }

    static FickleDatabase at(TestDatabase kind, String url) {
        return new FickleDatabase(kind, url, TestDatabase.connect(url));
    }

    void isAway(boolean now) {
        away = now;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw new SQLException("refused,\n as far as anybody knows", "08001", new java.net.ConnectException("no"));
        }
        return super.getConnection();
    }

    @Override
    public void close() {
        pool.close();
        kind.isDoneWith(url);
    }
}
