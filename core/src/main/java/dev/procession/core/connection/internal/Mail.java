package dev.procession.core.connection.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.Departures;
import dev.procession.core.error.BufferTooShortException;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.launch.SpawnGuard;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Objects and bytes as messages of an end, and back. Encodes and decodes on the caller's thread, under no lock. */
public final class Mail {
    private static final int TYPICAL = 256;
    private static final Codecs CODECS = Codecs.standard();

    private Mail() {}

    /**
     * Sends an object.
     *
     * @param end where
     * @param message the object
     * @param deadline until when
     * @throws InterruptedException if interrupted: nothing will arrive
     * @throws TimeoutException if the deadline passed: nothing will arrive
     */
    public static void send(End end, @Nullable Object message, Deadline deadline)
            throws InterruptedException, TimeoutException {
        end.requireSending();
        boolean sent = false;
        Departures departures = Departures.gather();
        try {
            ByteSink sink = encode(end, message);
            int length = sink.size() - MessageLayout.HEADER_BYTES;
            end.send(MessageLayout.OBJECT, ByteBuffer.wrap(sink.array(), MessageLayout.HEADER_BYTES, length), deadline);
            sent = true;
        } finally {
            if (!sent) {
                departures.undo();
            }
            departures.close();
        }
    }

    /** The object behind room for a header. */
    private static ByteSink encode(End end, @Nullable Object message) {
        int most = end.terms().maxMessageBytes() + MessageLayout.HEADER_BYTES;
        ByteSink sink = new ByteSink(TYPICAL, most);
        try {
            sink.reserve(MessageLayout.HEADER_BYTES);
            CODECS.encode(message, sink);
            return sink;
        } catch (EncodingException e) {
            throw e.code() == ErrorCode.FRAME_TOO_LARGE ? end.tooLong(most) : e;
        }
    }

    /**
     * Sends bytes.
     *
     * @param end where
     * @param bytes where they are
     * @param offset of the first
     * @param length how many
     * @param deadline until when
     * @throws InterruptedException if interrupted: nothing will arrive
     * @throws TimeoutException if the deadline passed: nothing will arrive
     */
    public static void sendBytes(End end, byte[] bytes, int offset, int length, Deadline deadline)
            throws InterruptedException, TimeoutException {
        Objects.checkFromIndexSize(offset, length, Objects.requireNonNull(bytes, "bytes is null").length);
        end.send(MessageLayout.BYTES, ByteBuffer.wrap(bytes, offset, length), deadline);
    }

    /**
     * Receives an object.
     *
     * @param end where
     * @return the object
     * @throws InterruptedException if interrupted
     */
    public static @Nullable Object receive(End end) throws InterruptedException {
        End.Received received = end.receive(MessageLayout.OBJECT, length -> null);
        ByteSource source = new ByteSource(ByteBuffer.wrap(received.content()));
        boolean outer = SpawnGuard.enterDecoding();
        Carrier around = new Carrier(received.context(), end.terms().maxMessageBytes()).enter();
        try {
            Object object = CODECS.decode(source, received.context());
            if (source.remaining() > 0) {
                throw new DecodingException(source.remaining() + " bytes are left over behind an object");
            }
            return object;
        } finally {
            Carrier.leave(around);
            SpawnGuard.leaveDecoding(outer);
        }
    }

    /**
     * Receives bytes.
     *
     * @param end where
     * @return the bytes
     * @throws InterruptedException if interrupted
     */
    public static byte[] receiveBytes(End end) throws InterruptedException {
        return end.receive(MessageLayout.BYTES, length -> null).content();
    }

    /**
     * Receives bytes into an array.
     *
     * @param end where
     * @param into where to
     * @param offset of the first
     * @return how many
     * @throws InterruptedException if interrupted
     */
    public static int receiveBytes(End end, byte[] into, int offset) throws InterruptedException {
        Objects.requireNonNull(into, "into is null");
        int room = into.length - Objects.checkIndex(offset, into.length + 1);
        byte[] content = end.receive(
                        MessageLayout.BYTES, length -> length > room ? new BufferTooShortException(length, room) : null)
                .content();
        System.arraycopy(content, 0, into, offset, content.length);
        return content.length;
    }
}
