package dev.procession.pool.parent;

import org.jspecify.annotations.Nullable;

/**
 * What pools log. A logger that fails, as one whose classes could not be loaded when memory had run out, holds up nobody: the
 * line is printed on standard error then.
 */
final class PoolLog {
    private PoolLog() {}

    /** Logs a text as it is. */
    static void log(System.Logger.Level level, String text) {
        log(level, text, null);
    }

    /** Logs a text as it is, and what was thrown. */
    static void log(System.Logger.Level level, String text, @Nullable Throwable thrown) {
        try {
            System.getLogger("dev.procession.pool")
                    .log(level, text, thrown); // each time: no class of ours can fail for it
        } catch (RuntimeException | Error e) {
            print(text);
        }
    }

    private static void print(String text) {
        try {
            System.err.println(text);
        } catch (OutOfMemoryError e) {
            return; // there is no way left to say it
        }
    }
}
