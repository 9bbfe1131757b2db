package io.storyreel.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A runnable jar of the stand-in product. */
final class StandInJar {

    private StandInJar() {
    }

    static Path in(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInProduct.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, StandInProduct.class.getProtectionDomain()
                .getCodeSource().getLocation().toString());
        Path jar = folder.resolve("stand-in.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }
}
