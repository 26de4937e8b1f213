package dev.procession.it.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Signals between test and worker: a file that appears. */
final class Signal {
    private static final AtomicReference<String> CURRENT = new AtomicReference<>("");

    private Signal() {}

    /** Made in the test's own process only, when first needed. */
    private static final class Folder {
        private static final Path PATH = folder();
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("signals");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path of a signal that is not given yet. */
    static String fresh() {
        String path = Folder.PATH.resolve("signal-" + System.nanoTime()).toString();
        CURRENT.set(path);
        return path;
    }

    /** Gives the signal made last. */
    static void give() {
        giveFile(CURRENT.get());
    }

    static void giveFile(String path) {
        try {
            Files.createFile(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void await(String path) {
        org.awaitility.Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(Path.of(path)));
    }
}
