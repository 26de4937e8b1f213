package dev.procession.pool.protocol;

import dev.procession.core.error.ProtocolException;

/** The kinds of control messages; each one's field number in {@code Control}. */
public enum MessageKind {
    /** Who speaks, both ways. */
    HELLO(1),
    /** Work for the worker. */
    TASKS(2),
    /** Outcomes for the parent. */
    RESULTS(3),
    /** How far outcomes have reached the parent. */
    ACK(4),
    /** Items that need not run any more. */
    CANCEL(5),
    /** A large outcome may be sent. */
    GRANT(6),
    /** A large outcome. */
    BODY(7),
    /** The worker is to end. */
    SHUTDOWN(8),
    /** The worker ends. */
    BYE(9),
    /** Whoever speaks is still there, both ways. */
    PING(10),
    /** A worker lacks a class. */
    CLASS_WANTED(11),
    /** A class for a worker. */
    CLASS_GIVEN(12),

    /** Where an item is that is to stop. */
    STACK(13),
    /** What an item reports while it runs. */
    PROGRESS(14);

    private static final MessageKind[] ALL = values();

    private final int field;

    MessageKind(int field) {
        this.field = field;
    }

    /**
     * The field number in {@code Control}.
     *
     * @return the number
     */
    public int field() {
        return field;
    }

    static MessageKind ofField(int field) {
        if (field < 1 || field > ALL.length) {
            throw new ProtocolException("control message of unknown kind " + field + ", the highest known is "
                    + ALL.length + ": do both sides run the same version of Procession?");
        }
        return ALL[field - 1];
    }
}
