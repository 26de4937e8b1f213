package dev.procession.core.launch.internal.supervise;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the small files in which Linux tells about processes and limits. */
public final class ProcFile {
    private ProcFile() {}

    /**
     * Reads a file whole.
     *
     * @param path its path
     * @return its bytes, one character each; null if it is not there or not ours to read
     */
    public static @Nullable String read(String path) {
        return read(path, StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads a file whole.
     *
     * @param path its path
     * @param charset its encoding
     * @return its text; null if it is not there or not ours to read
     */
    public static @Nullable String read(String path, Charset charset) {
        try (FileInputStream in = new FileInputStream(path)) {
            return new String(in.readAllBytes(), charset);
        } catch (IOException absent) {
            return null;
        }
    }
}
