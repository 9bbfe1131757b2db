package io.storyreel.ledger.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import org.h2.store.fs.FileBaseDefault;

/**
 * H2's file on a disk that writes in no order until it is forced. H2 takes a chunk for whole whose first and last block
 * are there, and where its file header names a chunk that is not there, it goes back to whichever it finds. So the last
 * block of each chunk is held until all others are on the disk, and the header until those are: what a power cut leaves
 * is what was forced last.
 */
final class OrderedFile extends FileBaseDefault {

    private static final int BLOCK = 4096;

    private static final long HEADER = 2L * BLOCK;

    private final FileChannel disk;

    private final TreeMap<Long, byte[]> ends = new TreeMap<>();

    private byte[] header;

    OrderedFile(FileChannel disk) {
        this.disk = disk;
    }

    @Override
    public synchronized long size() throws IOException {
        return disk.size();
    }

    @Override
    public synchronized int write(ByteBuffer from, long position) throws IOException {
        int length = from.remaining();
        byte[] all = new byte[length];
        from.get(all);
        ends.subMap(position - BLOCK, false, position + length, false).clear();
        if (position == 0 && length == HEADER && disk.size() > HEADER) {
            header = all;
            return length;
        }
        if (position >= HEADER && length > BLOCK) {
            byte[] end = Arrays.copyOfRange(all, length - BLOCK, length);
            ends.put(position + length - BLOCK, end);
            Arrays.fill(all, length - BLOCK, length, (byte) 0);
        }
        fully(all, position);
        return length;
    }

    private void fully(byte[] bytes, long position) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            disk.write(rest, position + rest.position());
        }
    }

    @Override
    public synchronized int read(ByteBuffer into, long position) throws IOException {
        int start = into.position();
        int read = disk.read(into, position);
        if (read > 0) {
            ends.subMap(position - BLOCK, false, position + read, false)
                    .forEach((at, end) -> overlay(into, start, position, read, at, end));
            if (header != null && position < HEADER) {
                overlay(into, start, position, read, 0, header);
            }
        }
        return read;
    }

    private static void overlay(ByteBuffer into, int start, long position, int read, long at, byte[] held) {
        long from = Math.max(position, at);
        long to = Math.min(position + read, at + held.length);
        for (long i = from; i < to; i++) {
            into.put((int) (start + i - position), held[(int) (i - at)]);
        }
    }

    @Override
    public synchronized void force(boolean metaData) throws IOException {
        disk.force(metaData);
        if (!ends.isEmpty()) {
            for (Map.Entry<Long, byte[]> end : ends.entrySet()) {
                fully(end.getValue(), end.getKey());
            }
            ends.clear();
            disk.force(metaData);
        }
        if (header != null) {
            fully(header, 0);
            header = null;
            disk.force(metaData);
        }
    }

    @Override
    protected synchronized void implTruncate(long size) throws IOException {
        ends.tailMap(size, true).clear();
        disk.truncate(size);
    }

    @Override
    protected synchronized void implCloseChannel() throws IOException {
        force(true);
        disk.close();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return disk.tryLock(position, size, shared);
    }
}
