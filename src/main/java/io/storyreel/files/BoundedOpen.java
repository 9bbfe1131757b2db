package io.storyreel.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Opens a file, or gives up. The opening of a pipe waits until somebody writes to it, which may be never, and Java
 * cannot ask for one that does not wait; so threads that may be lost do it. One that is lost is replaced, up to a
 * number that only somebody who means harm reaches.
 */
public final class BoundedOpen {

    /** Long enough for a slow server of files. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST = 8;

    private static final int MOST_LOST = 64;

    /** How many have not come back from a file that was given up. */
    private static int lost;

    private static final ThreadPoolExecutor OPENERS = new ThreadPoolExecutor(MOST, MOST, 30, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), BoundedOpen::daemon);

    static {
        OPENERS.allowCoreThreadTimeOut(true);
    }

    private BoundedOpen() {
    }

    /**
     * The file, without following a link.
     *
     * @throws IOException where it cannot be opened, or not within {@link #PATIENCE}
     */
    public static FileChannel forReading(Path file) throws IOException {
        return run(() -> FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), file);
    }

    /**
     * What opens a file in a way of its own.
     *
     * @param opener how; must follow no link that somebody else could put there
     * @param file where it is, without a link on the way
     * @throws IOException where it cannot be opened, or not within {@link #PATIENCE}
     */
    public static <C extends Closeable> C run(Opener<C> opener, Path file) throws IOException {
        Opening<C> opening = new Opening<>(opener);
        OPENERS.execute(opening);
        try {
            return opening.result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            giveUp(file, opening);
            throw new FileSystemException(file.toString(), null, "it could not be opened within "
                    + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            giveUp(file, opening);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether so many have been lost that no more are replaced. */
    public static synchronized boolean isExhausted() {
        return lost >= MOST_LOST;
    }

    private static synchronized void countLost(int more) {
        lost += more;
        int size = MOST + Math.min(lost, MOST_LOST);
        if (size > OPENERS.getMaximumPoolSize()) {
            OPENERS.setMaximumPoolSize(size);
            OPENERS.setCorePoolSize(size);
        } else {
            OPENERS.setCorePoolSize(size);
            OPENERS.setMaximumPoolSize(size);
        }
    }

    /** A way to open a file, which may wait. */
    public interface Opener<C> {
        C open() throws IOException;
    }

    /** One file's opening, on one of the threads. */
    private static final class Opening<C extends Closeable> implements Runnable {

        private enum State { WAITING, UNDER_WAY, GIVEN_UP, DONE }

        private final CompletableFuture<C> result = new CompletableFuture<>();
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private final Opener<C> opener;

        Opening(Opener<C> opener) {
            this.opener = opener;
        }

        @Override
        public void run() {
            if (!state.compareAndSet(State.WAITING, State.UNDER_WAY)) {
                // Given up while it waited behind others.
                return;
            }
            try {
                C channel = opener.open();
                if (!result.complete(channel)) {
                    channel.close();
                }
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            } finally {
                if (!state.compareAndSet(State.UNDER_WAY, State.DONE)) {
                    countLost(-1);
                }
            }
        }

        /** Nobody waits for it any more; a thread that is at it counts as lost until it comes back. */
        void giveUp() {
            if (!state.compareAndSet(State.WAITING, State.DONE)
                    && state.compareAndSet(State.UNDER_WAY, State.GIVEN_UP)) {
                countLost(1);
            }
            if (!result.cancel(false)) {
                result.thenAccept(BoundedOpen::close);
            }
        }
    }

    /** Where it is a pipe, whoever waits for a writer is set free by one: opened for both, a pipe does not wait. */
    private static void giveUp(Path file, Opening<?> opening) {
        opening.giveUp();
        daemon(() -> {
            // It may also have taken the place of a folder on the way.
            for (Path name = file; name != null; name = name.getParent()) {
                setFree(name);
            }
        }).start();
    }

    private static void setFree(Path name) {
        try {
            if (Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
                FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
                        .close();
            }
        } catch (IOException e) {
            // It is gone, or not ours to open: the thread is lost until somebody writes to it.
        }
    }

    private static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written.
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "storyreel-open");
        thread.setDaemon(true);
        return thread;
    }
}
