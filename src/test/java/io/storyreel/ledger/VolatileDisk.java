package io.storyreel.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.storyreel.ledger.database.OrderedDisk;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;

/**
 * A disk that keeps what was forced and nothing else for sure: of the writes since then a power cut leaves any, in
 * blocks of 4 KiB, in no order. For H2, by addresses such as {@code jdbc:h2:volatile:/ledger}.
 */
final class VolatileDisk extends FilePath {

    private static final String SCHEME = "volatile";

    private static final int BLOCK = 4096;

    private static final Map<String, Content> FILES = new ConcurrentSkipListMap<>();

    static {
        FilePath.register(new VolatileDisk());
        OrderedDisk.register();
    }

    private VolatileDisk() {
    }

    private VolatileDisk(String path) {
        name = path;
    }

    /** The address of an H2 database on such a disk. */
    static String url(String database) {
        return "jdbc:h2:ordered:" + SCHEME + ":/" + database;
    }

    /** The file of that database. */
    static Content fileOf(String database) {
        return FILES.computeIfAbsent(SCHEME + ":/" + database + ".mv.db", name -> new Content());
    }

    /** Calls back at each write and each force. */
    interface Watcher {
        /** @param isForce whether all that was written is being forced; otherwise something was written just now */
        void happened(boolean isForce);
    }

    /** What is in a file. */
    static final class Content {
        private byte[] now = new byte[0];
        private byte[] forced = new byte[0];
        private final Map<Integer, Boolean> changed = new ConcurrentHashMap<>();
        private int forces;
        private volatile boolean full;
        private volatile Watcher watcher = isForce -> {
        };

        synchronized void watch(Watcher by) {
            watcher = by;
        }

        /** While it is, nothing can be written. */
        void isFull(boolean now) {
            full = now;
        }

        synchronized int forces() {
            return forces;
        }

        /** What a power cut leaves at this moment, as the file of another database. */
        synchronized void cut(String database, Random luck) {
            byte[] left = Arrays.copyOf(forced, luck.nextBoolean() ? Math.max(forced.length, now.length)
                    : forced.length);
            List<Integer> blocks = new ArrayList<>(changed.keySet());
            for (int block : blocks) {
                int from = block * BLOCK;
                int to = Math.min(Math.min(from + BLOCK, now.length), left.length);
                if (from < to && luck.nextInt(3) == 0) {
                    System.arraycopy(now, from, left, from, to - from);
                }
            }
            Content rest = new Content();
            rest.now = left;
            rest.forced = left.clone();
            FILES.put(SCHEME + ":/" + database + ".mv.db", rest);
        }

        private synchronized void write(byte[] bytes, long position) {
            int end = (int) position + bytes.length;
            if (end > now.length) {
                now = Arrays.copyOf(now, end);
            }
            System.arraycopy(bytes, 0, now, (int) position, bytes.length);
            for (int block = (int) position / BLOCK; block * BLOCK < end; block++) {
                changed.put(block, true);
            }
            watcher.happened(false);
        }

        private synchronized void force() {
            watcher.happened(true);
            forced = now.clone();
            changed.clear();
            forces++;
        }

        private synchronized void truncate(long size) {
            if (size < now.length) {
                now = Arrays.copyOf(now, (int) size);
            }
        }
    }

    private Content content() {
        return FILES.get(name);
    }

    @Override
    public FileChannel open(String mode) {
        return new Channel(FILES.computeIfAbsent(name, key -> new Content()));
    }

    private static final class Channel extends FileBaseDefault {
        private final Content content;

        Channel(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            synchronized (content) {
                return content.now.length;
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (content) {
                int length = Math.min(into.remaining(), content.now.length - (int) position);
                if (length <= 0) {
                    return -1;
                }
                into.put(content.now, (int) position, length);
                return length;
            }
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            if (content.full) {
                throw new IOException("no space left on the disk");
            }
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            content.write(bytes, position);
            return bytes.length;
        }

        @Override
        protected void implTruncate(long size) {
            content.truncate(size);
        }

        @Override
        public void force(boolean metaData) {
            content.force();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            return new FileLock(this, position, size, shared) {
                @Override
                public boolean isValid() {
                    return true;
                }

                @Override
                public void release() {
                    // Nobody else is there.
                }
            };
        }
    }

    @Override
    public long size() {
        Content content = content();
        return content == null ? 0 : content.now.length;
    }

    @Override
    public void moveTo(FilePath newName, boolean atomicReplace) {
        FILES.put(newName.toString(), FILES.remove(name));
    }

    @Override
    public boolean createFile() {
        return FILES.putIfAbsent(name, new Content()) == null;
    }

    @Override
    public boolean exists() {
        return FILES.containsKey(name) || isDirectory();
    }

    @Override
    public void delete() {
        FILES.remove(name);
    }

    @Override
    public List<FilePath> newDirectoryStream() {
        return List.of();
    }

    @Override
    public FilePath toRealPath() {
        return this;
    }

    @Override
    public FilePath getParent() {
        return new VolatileDisk(SCHEME + ":/");
    }

    @Override
    public boolean isDirectory() {
        return name.equals(SCHEME + ":/");
    }

    @Override
    public boolean isRegularFile() {
        return exists();
    }

    @Override
    public boolean isAbsolute() {
        return true;
    }

    @Override
    public long lastModified() {
        return 0;
    }

    @Override
    public boolean canWrite() {
        return true;
    }

    @Override
    public void createDirectory() {
        // There is only one.
    }

    @Override
    public FilePath createTempFile(String suffix, boolean inTempDir) throws IOException {
        throw new IOException("no temporary files here");
    }

    @Override
    public boolean setReadOnly() {
        return false;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FilePath getPath(String path) {
        return new VolatileDisk(path);
    }
}
