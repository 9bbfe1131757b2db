package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.storyreel.TestBeans;
import io.storyreel.request.InvalidRequest;
import io.storyreel.settings.TestSettings;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LargeDocumentsTest {

    private static final String LARGE = "x".repeat(LargeDocuments.LARGE);

    private static final byte[] SMALL = new byte[1_000];

    @TempDir
    private Path spool;

    private LargeDocuments documents;

    @BeforeEach
    void start() {
        documents = process();
    }

    @Test
    void theSecondLargeOneWaitsForTheFirstAndSmallOnesForNeither() throws Exception {
        Exchange first = taken(LARGE);
        CompletableFuture<Exchange> second = CompletableFuture.supplyAsync(() -> takenUnchecked(LARGE + "2"));

        documents.release(taken(SMALL));
        assertThatThrownBy(() -> second.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        documents.release(first);
        documents.release(second.get());
    }

    @Test
    void manySmallOnesTogetherWaitForOneAnother() throws Exception {
        byte[] quarter = new byte[LargeDocuments.LARGE - 1];
        Exchange first = taken(quarter);
        for (int i = 0; i < 3; i++) {
            taken(quarter);
        }
        CompletableFuture<Exchange> fifth = CompletableFuture.supplyAsync(() -> takenUnchecked(quarter));
        assertThatThrownBy(() -> fifth.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        documents.release(first);
        fifth.get();
    }

    @Test
    void roomIsGivenBackOnceForEachTime() throws Exception {
        Exchange exchange = taken(LARGE);
        documents.release(exchange);
        documents.release(exchange);

        Exchange next = taken(LARGE);
        CompletableFuture<Exchange> another = CompletableFuture.supplyAsync(() -> takenUnchecked(LARGE));
        assertThatThrownBy(() -> another.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        documents.release(next);
        another.get();
    }

    @Test
    void aDocumentOverWhichTheProcessEndedTwiceInARowIsRefusedOnceAndHasTwoMoreTriesThen() throws Exception {
        for (int i = 0; i < 2; i++) {
            taken(LARGE);
            documents = process();
        }
        taken(SMALL);

        Exchange exchange = exchange(LARGE);
        assertThatThrownBy(() -> documents.take(LARGE, exchange)).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("ended twice").hasMessageContaining(LARGE.length() + " bytes");
        documents.release(exchange);

        documents = process();
        assertThatCode(() -> taken(LARGE)).doesNotThrowAnyException();
    }

    @Test
    void onlyTheLastTwoEndsCount() throws Exception {
        taken(LARGE);
        documents = process();
        documents.release(taken(LARGE + "another"));
        taken(LARGE + "another");
        documents = process();
        taken(LARGE);
        documents = process();

        assertThatCode(() -> taken(LARGE)).doesNotThrowAnyException();
    }

    @Test
    void anotherOneThatWentWellDoesNotMakeItForgotten() throws Exception {
        for (int i = 0; i < 2; i++) {
            documents.release(taken(LARGE + "another"));
            taken(LARGE);
            documents = process();
        }
        documents.release(taken(LARGE + "another"));

        assertThatThrownBy(() -> documents.take(LARGE, exchange(LARGE))).isInstanceOf(InvalidRequest.class);
    }

    @Test
    void aStopIsNoEndThatCounts() throws Exception {
        for (int i = 0; i < 3; i++) {
            taken(LARGE);
            documents.stopping(null);
            documents = process();
        }
        assertThatCode(() -> taken(LARGE)).doesNotThrowAnyException();
    }

    @Test
    void memoryThatRanOutIsAnEndThatCounts() throws Exception {
        for (int i = 0; i < 2; i++) {
            Exchange exchange = taken(LARGE);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT,
                    CamelExecutionException.wrapCamelExecutionException(exchange, new OutOfMemoryError()));
            documents.release(exchange);
            documents = process();
        }
        assertThatThrownBy(() -> taken(LARGE)).isInstanceOf(InvalidRequest.class);
    }

    private LargeDocuments process() {
        return new TestBeans(TestSettings.with("storyreel.download.spool-dir", spool.toString()),
                Clock.systemUTC()).get(LargeDocuments.class);
    }

    private Exchange taken(Object document) throws InvalidRequest {
        Exchange exchange = exchange(document);
        documents.take(document, exchange);
        return exchange;
    }

    private Exchange takenUnchecked(Object document) {
        try {
            return taken(document);
        } catch (InvalidRequest e) {
            throw new IllegalStateException(e);
        }
    }

    private static Exchange exchange(Object document) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(document);
        return exchange;
    }
}
