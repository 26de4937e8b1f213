package dev.procession.testkit.fault;

import java.time.Duration;
import java.util.Objects;

/**
 * What becomes of a frame.
 *
 * @param kind what it is
 * @param time how long, of what takes time; zero of the others, and of a stall that lasts until {@link
 *     FaultyTransport#resume}
 */
public record Fault(Kind kind, Duration time) {
    /** The kinds of faults. */
    public enum Kind {
        /** The frame never comes; those behind it do. */
        DROP,
        /** The line is cut inside the frame: nothing comes any more, either way. */
        TEAR,
        /** The frame comes later, and so do those behind it. */
        DELAY,
        /** The frame comes twice. */
        DUPLICATE,
        /** One bit of the frame is another. */
        CORRUPT,
        /** The frame and all behind it stand still. */
        STALL
    }

    /**
     * Checks it.
     *
     * @param kind what it is
     * @param time how long, not negative
     */
    public Fault {
        Objects.requireNonNull(kind, "the kind of fault is null");
        if (Objects.requireNonNull(time, "the time of a fault is null").isNegative()) {
            throw new IllegalArgumentException("the time of a fault is " + time + ", it cannot be negative");
        }
    }

    /**
     * The frame never comes.
     *
     * @return the fault
     */
    public static Fault drop() {
        return new Fault(Kind.DROP, Duration.ZERO);
    }

    /**
     * The line is cut inside the frame.
     *
     * @return the fault
     */
    public static Fault tear() {
        return new Fault(Kind.TEAR, Duration.ZERO);
    }

    /**
     * The frame, and all behind it, come later.
     *
     * @param time by how much
     * @return the fault
     */
    public static Fault delay(Duration time) {
        return new Fault(Kind.DELAY, time);
    }

    /**
     * The frame comes twice.
     *
     * @return the fault
     */
    public static Fault duplicate() {
        return new Fault(Kind.DUPLICATE, Duration.ZERO);
    }

    /**
     * One bit of the frame is changed.
     *
     * @return the fault
     */
    public static Fault corrupt() {
        return new Fault(Kind.CORRUPT, Duration.ZERO);
    }

    /**
     * The frame and all behind it stand still until {@link FaultyTransport#resume}.
     *
     * @return the fault
     */
    public static Fault stall() {
        return new Fault(Kind.STALL, Duration.ZERO);
    }
}
