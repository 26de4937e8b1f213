package dev.procession.examples.linecount;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * What a worker found in a {@link FileRange}.
 *
 * @param lines how many newlines
 * @param binary whether it is no text, and so was not counted
 * @param problem why it could not be counted, or null
 */
record RangeResult(long lines, boolean binary, @Nullable String problem) {
    private static final String BINARY = "binary";
    private static final char PROBLEM = '!';

    /** The result that a {@link #text()} says. */
    static RangeResult ofText(String text) {
        if (text.charAt(0) == PROBLEM) {
            return failed(text.substring(1));
        }
        return text.equals(BINARY) ? noText() : counted(Long.parseLong(text));
    }

    /** As it travels, for the reason that {@link FileRange#text()} gives. */
    String text() {
        if (problem != null) {
            return PROBLEM + problem;
        }
        return binary ? BINARY : Long.toString(lines);
    }

    static RangeResult counted(long lines) {
        return new RangeResult(lines, false, null);
    }

    static RangeResult noText() {
        return new RangeResult(0, true, null);
    }

    static RangeResult failed(String problem) {
        return new RangeResult(0, false, problem);
    }

    /** Says why in the system's words, without the file's name. */
    static RangeResult failed(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return failed("No such file or directory");
        }
        if (problem instanceof AccessDeniedException) {
            return failed("Permission denied");
        }
        String text = problem instanceof FileSystemException e ? e.getReason() : problem.getMessage();
        return failed(text == null ? problem.getClass().getSimpleName() : text);
    }
}
