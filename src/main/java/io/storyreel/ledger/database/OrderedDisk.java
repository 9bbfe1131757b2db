package io.storyreel.ledger.database;

import java.io.IOException;
import java.nio.channels.FileChannel;

import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** Any of H2's disks, where its database's file is an {@link OrderedFile}: {@code ordered:} before its name. */
public final class OrderedDisk extends FilePathWrapper {

    private static final String SCHEME = "ordered";

    /** H2 makes them by itself. */
    public OrderedDisk() {
        // Its name is set afterwards.
    }

    /** From now on H2 knows of it. */
    public static void register() {
        FilePath.register(new OrderedDisk());
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel disk = super.open(mode);
        return mode.equals("r") || !name.endsWith(".mv.db") ? disk : new OrderedFile(disk);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }
}
