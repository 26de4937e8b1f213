package dev.procession.pool.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known of an archive: a text file beside it, one fact a line. It is written last, so an archive with an index is
 * whole.
 *
 * @param javaHome the Java that wrote it
 * @param archiveSize its bytes
 * @param checksum their CRC-32C: a JVM believes a truncated or damaged archive, and crashes
 * @param jars the class path that it was made with, in order
 * @param packages which packages those jars hold, as folders
 * @param harmless further jars that are known to hold none of the same classes, so that their place does not matter
 */
record ArchiveIndex(
        Path javaHome,
        long archiveSize,
        long checksum,
        List<FileStamp> jars,
        Set<String> packages,
        Set<FileStamp> harmless) {
    private static final String HEAD = "procession start-up archive, index 1";

    /** Lists and sets are copied. */
    ArchiveIndex {
        jars = List.copyOf(jars);
        packages = Set.copyOf(packages);
        harmless = Set.copyOf(harmless);
    }

    /** The paths of the jars, in order. */
    List<Path> jarPaths() {
        return jars.stream().map(FileStamp::path).toList();
    }

    boolean isCurrent() {
        return jars.stream().allMatch(FileStamp::isCurrent);
    }

    String text() throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        lines.add("java " + javaHome);
        lines.add("archive " + archiveSize + " " + checksum);
        jars.forEach(jar -> lines.add("jar " + jar.text()));
        packages.stream().sorted().forEach(name -> lines.add("package " + name));
        harmless.forEach(jar -> lines.add("harmless " + jar.text()));
        for (String line : lines) {
            if (line.indexOf('\n') >= 0) {
                throw new IOException("a path with a line break cannot be noted: " + line);
            }
        }
        lines.add("end");
        return String.join("\n", lines) + "\n";
    }

    static ArchiveIndex read(Path file) throws IOException {
        List<String> lines =
                Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() < 4
                || !lines.get(0).equals(HEAD)
                || !lines.get(lines.size() - 1).equals("end")) {
            throw new IOException(file + " is no whole index of this version");
        }
        Path javaHome = Path.of(after("java ", lines.get(1)));
        String[] archive = after("archive ", lines.get(2)).split(" ", -1);
        List<FileStamp> jars = new ArrayList<>();
        Set<String> packages = new HashSet<>();
        Set<FileStamp> harmless = new HashSet<>();
        for (String line : lines.subList(3, lines.size() - 1)) {
            if (line.startsWith("jar ")) {
                jars.add(FileStamp.parse(after("jar ", line)));
            } else if (line.startsWith("package ")) {
                packages.add(after("package ", line));
            } else {
                harmless.add(FileStamp.parse(after("harmless ", line)));
            }
        }
        try {
            return new ArchiveIndex(
                    javaHome, Long.parseLong(archive[0]), Long.parseLong(archive[1]), jars, packages, harmless);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(file + " gives no size and checksum", e);
        }
    }

    private static String after(String word, String line) throws IOException {
        if (!line.startsWith(word)) {
            throw new IOException("no line of an index: " + line);
        }
        return line.substring(word.length());
    }
}
