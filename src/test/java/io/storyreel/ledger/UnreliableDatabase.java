package io.storyreel.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.agroal.api.AgroalDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A ledger's database that can be out of reach, and whose answers can get lost. */
final class UnreliableDatabase extends DelegatingDataSource implements AutoCloseable {

    private final Runnable afterwards;

    private final AgroalDataSource pool;

    private volatile boolean away;

    private final AtomicBoolean losesAnswer = new AtomicBoolean();

    private volatile Runnable atEachConnection = () -> {
    };

    private UnreliableDatabase(AgroalDataSource pool, Runnable afterwards) {
        super(pool);
        this.afterwards = afterwards;
        this.pool = pool;
    }

    static UnreliableDatabase empty(TestDatabase kind) {
        String url = kind.emptyLedger();
        return new UnreliableDatabase(kind.connect(url), () -> kind.isDoneWith(url));
    }

    /** One that is the test's own. */
    static UnreliableDatabase at(TestDatabase kind, String url) {
        return new UnreliableDatabase(kind.connect(url), () -> {
        });
    }

    void isAway(boolean now) {
        away = now;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw new SQLException("refused,\n as far as anybody knows", "08001", new java.net.ConnectException("no"));
        }
        atEachConnection.run();
        Connection connection = super.getConnection();
        return losesAnswer.get() ? hardOfHearing(connection, Connection.class, connection) : connection;
    }

    void loseTheNextAnswer() {
        losesAnswer.set(true);
    }

    void atEachConnection(Runnable what) {
        atEachConnection = what;
    }

    /** What is committed stays so; the answer to the first commit is lost. */
    private <T> T hardOfHearing(T part, Class<T> type, Connection connection) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, all) -> {
            boolean commits = method.getName().equals("commit")
                    || method.getName().startsWith("execute") && connection.getAutoCommit();
            Object answer;
            try {
                answer = method.invoke(part, all);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (commits && losesAnswer.compareAndSet(true, false)) {
                throw new SQLException("the connection broke", "08006");
            }
            return answer instanceof PreparedStatement statement
                    ? hardOfHearing(statement, PreparedStatement.class, connection) : answer;
        }));
    }

    @Override
    public void close() {
        pool.close();
        afterwards.run();
    }
}
