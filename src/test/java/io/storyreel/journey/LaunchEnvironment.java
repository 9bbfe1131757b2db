package io.storyreel.journey;

import java.io.IOException;
import java.nio.file.Path;

import io.storyreel.sandbox.ProductLaunch;

/** Where and how the product is started. */
interface LaunchEnvironment {

    /** By its jar, in the folder it is given, with its settings in the environment. */
    LaunchEnvironment FOLDER = launch -> launch;

    /** The start as it is here. */
    ProductLaunch settle(ProductLaunch launch) throws IOException;

    /** The folder of inbox and outbox, seen from the working directory. */
    default Path exchange(Path directory) {
        return directory;
    }
}
