package dev.procession.core.error;

/** What went wrong, as a stable word that may be logged, matched on and sent to another process. */
public enum ErrorCode {
    /** A child process could not be started, or did not report in time. */
    LAUNCH_FAILED,
    /** No usable transport of the wanted name, or no unambiguous choice. */
    TRANSPORT_UNAVAILABLE,
    /** A channel was used after its end, or its peer is gone. */
    CHANNEL_CLOSED,
    /** A channel delivered or was given bytes that cannot be a frame. */
    FRAME_CORRUPT,
    /** A frame is larger than the limit. */
    FRAME_TOO_LARGE,
    /** The two sides share no protocol version or codec, or a message makes no sense. */
    PROTOCOL_VIOLATION,
    /** A value could not be turned into bytes. */
    ENCODING_FAILED,
    /** Bytes could not be turned back into a value. */
    DECODING_FAILED,
    /** Bytes name a class that this process does not accept. */
    CLASS_REFUSED,
    /** A worker process died while it ran the task. */
    WORKER_LOST,
    /** A task ran for longer than its limit. */
    TASK_TIMED_OUT,
    /** A task failed with an exception that could not itself be sent back. */
    TASK_FAILED,
    /** The pool or process no longer accepts this call. */
    CLOSED,
    /** A pool or process was started from inside a child where it would multiply without end. */
    SPAWN_BOMB,
    /** A blocking call on a thread that must never block. */
    WOULD_BLOCK,
    /** A connection cannot be made, or was cut in the middle of a message. */
    CONNECTION_FAILED,
    /** The other end of a connection is gone, and all that it sent was received. */
    END_OF_STREAM,
    /** The two sides of a new connection do not have the same key. */
    AUTHENTICATION_FAILED,
    /** The next message holds bytes where an object was asked for, or the other way round. */
    WRONG_KIND,
    /** The next message is longer than the buffer that it is to be received into. */
    BUFFER_TOO_SHORT
}
