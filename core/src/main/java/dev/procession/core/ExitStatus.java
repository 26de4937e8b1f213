package dev.procession.core;

import java.io.Serializable;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a process ended, as far as the system tells. Java reports a process that a signal ended as 128 plus the signal's
 * number, and a program may exit with such a value by itself: the two cannot be told apart, and {@link #words()} says so.
 */
public final class ExitStatus implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What is added to a signal's number. */
    private static final int SIGNAL_BASE = 128;

    /** The highest signal number of Linux. */
    private static final int LAST_SIGNAL = 64;

    private static final int UNKNOWN = Integer.MIN_VALUE;

    /** The value that the system reported. */
    private final int value;

    private ExitStatus(int value) {
        this.value = value;
    }

    /**
     * The status for a value that the system reported.
     *
     * @param value what {@link Process#exitValue()} gives
     * @return the status
     */
    public static ExitStatus of(int value) {
        return new ExitStatus(value);
    }

    /**
     * The status of a process whose end nobody saw.
     *
     * @return the status without a code
     */
    public static ExitStatus unknown() {
        return new ExitStatus(UNKNOWN);
    }

    /**
     * The value that the system reported.
     *
     * @return the exit code, which for a signal is 128 plus its number; empty if nobody saw the end
     */
    public OptionalInt code() {
        return value == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /**
     * The signal that the code stands for, unless the program chose that code itself.
     *
     * @return the signal's number; empty if the code stands for none
     */
    public OptionalInt signal() {
        boolean bySignal = value > SIGNAL_BASE && value <= SIGNAL_BASE + LAST_SIGNAL;
        return bySignal ? OptionalInt.of(value - SIGNAL_BASE) : OptionalInt.empty();
    }

    /**
     * Whether the process ended as it should.
     *
     * @return true for exit code 0
     */
    public boolean isSuccess() {
        return value == 0;
    }

    /**
     * The status in words, for instance {@code exit code 3} or {@code killed (SIGKILL or exit code 137)}.
     *
     * @return the words, without a full stop
     */
    public String words() {
        if (value == UNKNOWN) {
            return "ended with an unknown exit code";
        }
        int signal = signal().orElse(0);
        String kind = signal == 0 ? null : wordFor(signal);
        if (signal == 0) {
            return "exit code " + value;
        }
        return kind == null
                ? "ended by a signal (number " + signal + " or exit code " + value + ")"
                : kind.replace("%", "or exit code " + value);
    }

    private static @Nullable String wordFor(int signal) {
        return switch (signal) {
            case 1 -> "hung up (SIGHUP %)";
            case 2 -> "interrupted (SIGINT %)";
            case 3 -> "quit (SIGQUIT %)";
            case 4 -> "illegal instruction (SIGILL %)";
            case 6 -> "aborted (SIGABRT %, the JVM crashed)";
            case 8 -> "arithmetic fault (SIGFPE %)";
            case 9 -> "killed (SIGKILL %)";
            case 11 -> "memory fault (SIGSEGV %)";
            case 15 -> "terminated (SIGTERM %)";
            default -> null;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExitStatus that && that.value == value;
    }

    @Override
    public int hashCode() {
        return value;
    }

    @Override
    public String toString() {
        return words();
    }
}
