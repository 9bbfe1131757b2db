package io.storyreel.ledger;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.extension.TestInstancePreDestroyCallback;

/** All tests of the class run twice: {@link TestLedger#fresh} is an H2 first, and then a PostgreSQL. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(OnEachDatabase.Twice.class)
public @interface OnEachDatabase {

    /** Names the databases in turn. */
    final class Twice implements ClassTemplateInvocationContextProvider {

        @Override
        public boolean supportsClassTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<On> provideClassTemplateInvocationContexts(ExtensionContext context) {
            return Stream.of(TestDatabase.values()).map(On::new);
        }
    }

    /** One of the two rounds. */
    record On(TestDatabase database) implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return database.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of((TestInstancePreConstructCallback) (factory, test) -> database.choose(),
                    (TestInstancePreDestroyCallback) test -> TestDatabase.chooseNone());
        }
    }
}
