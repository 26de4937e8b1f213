package dev.procession.pool.archive;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The log in which a JVM notes where each class came from: {@code io.Some source: file:/lib/some.jar}. */
final class ClassLog {
    private static final String SOURCE = " source: file:";

    private ClassLog() {}

    /** The options by which a JVM writes it. */
    static String option(Path file) {
        return "-Xlog:class+load:file=" + file + ":none";
    }

    /**
     * Which entries of the class path some class came from, in their order; and if not all of those are Procession's own, the
     * jars of native libraries, from which no class comes: a library without its own would go another way.
     */
    static List<Path> used(Path log, List<Path> classPath, Set<Path> own) throws IOException {
        Set<Path> sources = sources(log);
        boolean libraries = false;
        for (Path entry : classPath) {
            libraries |= Files.isRegularFile(entry)
                    && sources.contains(entry.toRealPath())
                    && !own.contains(entry.toRealPath());
        }
        List<Path> used = new ArrayList<>();
        for (Path entry : classPath) {
            if (Files.isRegularFile(entry)
                    && (sources.contains(entry.toRealPath()) || (libraries && Shadows.isNative(entry)))) {
                used.add(entry);
            }
        }
        return used;
    }

    private static Set<Path> sources(Path log) throws IOException {
        Set<String> texts = new HashSet<>();
        for (String line : Files.readString(log, StandardCharsets.UTF_8).split("\n", -1)) {
            int at = line.indexOf(SOURCE);
            if (at >= 0) {
                texts.add(line.substring(at + SOURCE.length()));
            }
        }
        Set<Path> sources = new HashSet<>();
        for (String text : texts) {
            try {
                sources.add(Path.of(URI.create("file:" + text)).toRealPath());
            } catch (IOException | IllegalArgumentException gone) {
                // No file any more, or none that can be named: it cannot be archived.
            }
        }
        return sources;
    }
}
