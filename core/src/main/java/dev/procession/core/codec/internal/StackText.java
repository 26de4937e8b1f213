package dev.procession.core.codec.internal;

import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** A throwable as bounded text, whatever its own methods do. */
public final class StackText {
    private static final int MAX_CHARS = 64 * 1024;

    private static final String CUT = "\n... cut after " + MAX_CHARS + " characters";

    private StackText() {}

    /**
     * Its message.
     *
     * @param thrown any throwable
     * @return the message, cut if it is very long; null if it has none or getMessage fails
     */
    public static @Nullable String messageOf(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null ? null : shortened(message);
        } catch (Throwable e) {
            rethrowIfFatal(e);
            return null;
        }
    }

    /**
     * Its printed stack trace with causes.
     *
     * @param thrown any throwable
     * @return at most a little more than 64 Ki characters; class name and frames alone if printing fails
     */
    public static String of(Throwable thrown) {
        Bounded text = new Bounded();
        try {
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (Full e) {
            return text + CUT;
        } catch (Throwable e) {
            rethrowIfFatal(e);
            return plain(thrown, e);
        }
    }

    /**
     * Cuts a very long text.
     *
     * @param text any text
     * @return at most a little more than 64 Ki characters
     */
    public static String shortened(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + CUT;
    }

    private static String plain(Throwable thrown, Throwable failure) {
        StringBuilder text = new StringBuilder(thrown.getClass().getName());
        text.append(" (its own printStackTrace failed with ")
                .append(failure.getClass().getName())
                .append(")\n");
        try {
            for (StackTraceElement frame : thrown.getStackTrace()) {
                text.append("\tat ").append(frame).append('\n');
            }
        } catch (Throwable e) {
            rethrowIfFatal(e);
        }
        return shortened(text.toString());
    }

    private static void rethrowIfFatal(Throwable e) {
        if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    /** The text is as long as it may be; stops a chain of causes without end too. */
    private static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Full() {
            super("full", null, false, false);
        }
    }

    private static final class Bounded extends Writer {
        private final StringBuilder text = new StringBuilder(1024);

        @Override
        public void write(char[] chars, int offset, int length) {
            int taken = Math.min(length, MAX_CHARS - text.length());
            text.append(chars, offset, taken);
            if (taken < length) {
                throw new Full();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
