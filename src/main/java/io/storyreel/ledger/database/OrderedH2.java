package io.storyreel.ledger.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

import org.h2.Driver;

/** H2's driver, which keeps what {@code jdbc:h2:file:} names on an {@link OrderedDisk}. Named in the settings. */
public final class OrderedH2 extends Driver {

    private static final String FILE = "jdbc:h2:file:";

    static {
        OrderedDisk.register();
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        return super.connect(url != null && url.startsWith(FILE)
                ? "jdbc:h2:ordered:" + url.substring(FILE.length()) : url, info);
    }
}
