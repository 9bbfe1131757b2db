package io.storyreel.intake;

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

/**
 * Opens a file, or gives up. The opening of a pipe waits until somebody writes to it, which may be never, and Java
 * cannot ask for one that does not wait; so threads that may be lost do it, a few at most.
 */
final class BoundedOpen {

    /** Long enough for a slow server of files. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST = 8;

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
    static FileChannel forReading(Path file) throws IOException {
        return run(() -> FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), file);
    }

    /**
     * What opens a file in a way of its own.
     *
     * @param way how; must follow no link that somebody else could put there
     * @param file where it is, without a link on the way
     * @throws IOException where it cannot be opened, or not within {@link #PATIENCE}
     */
    static <C extends Closeable> C run(Way<C> way, Path file) throws IOException {
        CompletableFuture<C> opening = new CompletableFuture<>();
        OPENERS.execute(() -> open(way, opening));
        try {
            return opening.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
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

    /** A way to open a file, which may wait. */
    interface Way<C> {
        C open() throws IOException;
    }

    private static <C extends Closeable> void open(Way<C> way, CompletableFuture<C> opening) {
        if (opening.isDone()) {
            // Given up while it waited behind others.
            return;
        }
        try {
            C channel = way.open();
            if (!opening.complete(channel)) {
                channel.close();
            }
        } catch (IOException | RuntimeException e) {
            opening.completeExceptionally(e);
        }
    }

    /** Where it is a pipe, whoever waits for a writer is set free by one: opened for both, a pipe does not wait. */
    private static void giveUp(Path file, CompletableFuture<? extends Closeable> opening) {
        if (!opening.cancel(false)) {
            opening.thenAccept(BoundedOpen::close);
        }
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
