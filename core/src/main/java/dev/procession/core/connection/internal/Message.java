package dev.procession.core.connection.internal;

/**
 * A message that has come whole.
 *
 * @param kind {@link MessageLayout#BYTES} or {@link MessageLayout#OBJECT}
 * @param content its bytes
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Never compared; a copy of what may be hundreds of megabytes would cost too much.
record Message(int kind, byte[] content) {}
