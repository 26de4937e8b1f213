package dev.procession.core.log;

import dev.procession.core.codec.internal.StackText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A throwable of another process, as text: nothing of its class is loaded here. It prints what the original would have
 * printed there; {@link #getStackTrace()} and {@link #getCause()} tell the same in parts, up to 128 frames of up to eight
 * causes.
 */
public final class RemoteThrowable extends Throwable {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CAUSES = 8;
    private static final int MOST_FRAMES = 128;

    private final String className;
    private final @Nullable String originalMessage;
    private final String text;

    /**
     * A throwable as it came.
     *
     * @param className the class of the original
     * @param originalMessage its message; null if it had none
     * @param text its printed stack trace with causes; empty if only its frames are known
     * @param frames its stack frames
     * @param cause its cause
     */
    public RemoteThrowable(
            String className,
            @Nullable String originalMessage,
            String text,
            StackTraceElement[] frames,
            @Nullable RemoteThrowable cause) {
        super(originalMessage == null ? className : className + ": " + originalMessage, cause, false, true);
        this.className = className;
        this.originalMessage = originalMessage;
        this.text = text;
        setStackTrace(frames);
    }

    /**
     * Describes a throwable of this process, whatever its own methods do.
     *
     * @param thrown any throwable
     * @return its description; itself if it came from another process
     */
    public static RemoteThrowable of(Throwable thrown) {
        return thrown instanceof RemoteThrowable remote ? remote : described(thrown, StackText.of(thrown), MOST_CAUSES);
    }

    private static RemoteThrowable described(Throwable thrown, String text, int causes) {
        Throwable cause = causes == 0 ? null : causeOf(thrown);
        return new RemoteThrowable(
                thrown.getClass().getName(),
                StackText.messageOf(thrown),
                text,
                framesOf(thrown),
                cause == null ? null : described(cause, "", causes - 1));
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            Throwable cause = thrown.getCause();
            return cause == thrown ? null : cause;
        } catch (RuntimeException e) {
            return null; // the text says what there is to say
        }
    }

    private static StackTraceElement[] framesOf(Throwable thrown) {
        try {
            StackTraceElement[] frames = thrown.getStackTrace();
            StackTraceElement[] first = new StackTraceElement[Math.min(frames.length, MOST_FRAMES)];
            for (int i = 0; i < first.length; i++) {
                first[i] = Objects.requireNonNull(frames[i]);
            }
            return first;
        } catch (RuntimeException e) {
            return new StackTraceElement[0];
        }
    }

    /**
     * The original's class.
     *
     * @return its name
     */
    public String className() {
        return className;
    }

    /**
     * The original's message.
     *
     * @return the message; null if it had none or could not give one
     */
    public @Nullable String originalMessage() {
        return originalMessage;
    }

    /**
     * What the original's {@code printStackTrace} printed in its process, causes included.
     *
     * @return the text, up to a little more than 65,536 characters; class and message if there is none
     */
    public String stackTraceText() {
        return text.isEmpty() ? toString() : text;
    }

    @Override
    public void printStackTrace(PrintStream to) {
        if (text.isEmpty()) {
            super.printStackTrace(to);
        } else {
            to.print(text);
        }
    }

    @Override
    public void printStackTrace(PrintWriter to) {
        if (text.isEmpty()) {
            super.printStackTrace(to);
        } else {
            to.print(text);
        }
    }

    /** As the original's usually reads: its class and message. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // It stands for one of another class, which its message names.
    public String toString() {
        return String.valueOf(getMessage());
    }
}
