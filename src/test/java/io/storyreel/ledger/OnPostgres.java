package io.storyreel.ledger;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** There is a PostgreSQL for {@link TestLedger#shared}. */
public final class OnPostgres implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        TestPostgres.isNeededBy(context);
    }
}
