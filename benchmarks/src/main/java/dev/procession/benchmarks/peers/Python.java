package dev.procession.benchmarks.peers;

import dev.procession.benchmarks.measure.AbsentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** CPython's pools, in a {@code python3} that runs {@code bench_peer.py}. */
public final class Python {
    private static final String COMMAND = "python3";
    private static final String SCRIPT = "bench_peer.py";

    private Python() {}

    /** Which of CPython's pools. */
    public enum Kind {
        /** {@code multiprocessing.Pool}. */
        POOL,
        /** {@code concurrent.futures.ProcessPoolExecutor}. */
        FUTURES;

        /**
         * Its name in tables.
         *
         * @return the name
         */
        public String words() {
            return "cpython " + argument();
        }

        private String argument() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The version.
     *
     * @return what {@code python3 --version} prints; empty if there is none
     */
    public static Optional<String> version() {
        try {
            Process process = new ProcessBuilder(COMMAND, "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Starts one.
     *
     * @param kind which
     * @return the process, which knows what the script knows
     * @throws AbsentException if there is no python3
     * @throws IOException if the script cannot be put anywhere
     */
    public static LineProcess start(Kind kind) throws AbsentException, IOException {
        if (version().isEmpty()) {
            throw new AbsentException("no python3 on the PATH");
        }
        return LineProcess.start(
                kind.words(), List.of(COMMAND, script().toString(), kind.argument(), Integer.toString(Calls.WORKERS)));
    }

    private static Path script() throws IOException {
        Path folder = Files.createTempDirectory("procession-bench-");
        Path file = folder.resolve(SCRIPT);
        try (InputStream text = Python.class.getResourceAsStream(SCRIPT)) {
            if (text == null) {
                throw new IOException("the resource " + SCRIPT + " is missing from the benchmarks' jar: build again");
            }
            Files.copy(text, file);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(file, folder), "bench-script"));
        return file;
    }

    private static void remove(Path... files) {
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
