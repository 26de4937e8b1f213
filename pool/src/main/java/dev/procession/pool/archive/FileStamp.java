package dev.procession.pool.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file as it was once: the JVM refuses an archive when a jar has another size or time.
 *
 * @param path where it is
 * @param size its bytes
 * @param modified when it was changed last, in milliseconds since 1970
 */
record FileStamp(Path path, long size, long modified) {
    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(
                path, attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    /** Whether the file is still there and the same. */
    boolean isCurrent() {
        try {
            return equals(of(path));
        } catch (IOException gone) {
            return false;
        }
    }

    /** Size, time and path, with a blank between them; the path may hold blanks itself. */
    String text() {
        return size + " " + modified + " " + path;
    }

    /** The reverse of {@link #text}. */
    static FileStamp parse(String text) throws IOException {
        String[] parts = text.split(" ", 3);
        try {
            return new FileStamp(Path.of(parts[2]), Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("no file's size, time and path: " + text, e);
        }
    }
}
