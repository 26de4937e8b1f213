package dev.procession.core.connection.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.connection.internal.meeting.Hub;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where an end has come to, and how its peer can reach it there without going through others.
 *
 * @param peer the process
 * @param offer the invitation to connect to it
 */
record Arrival(Peer peer, Hub.Invitation offer) {
    byte[] encode() {
        ByteSink sink = new ByteSink();
        sink.writeLong(peer.pid());
        write(peer.name().getBytes(StandardCharsets.UTF_8), sink);
        write(offer.address().getBytes(StandardCharsets.UTF_8), sink);
        write(offer.id(), sink);
        write(offer.key(), sink);
        return sink.toByteArray();
    }

    private static void write(byte[] bytes, ByteSink sink) {
        sink.writeVarInt(bytes.length);
        sink.write(bytes);
    }

    /** Reads it back; a {@link dev.procession.core.error.DecodingException} if it is none. */
    static Arrival decode(byte[] bytes) {
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        long pid = source.readLong();
        String name = text(source);
        String address = text(source);
        return new Arrival(new Peer(name, pid), new Hub.Invitation(address, read(source), read(source)));
    }

    private static String text(ByteSource source) {
        return new String(read(source), StandardCharsets.UTF_8);
    }

    private static byte[] read(ByteSource source) {
        return source.readBytes(source.readCount(1));
    }

    /** Which of two offers counts where both sides made one: both sides find the same. */
    boolean goesBefore(byte[] otherId) {
        return Arrays.compareUnsigned(offer.id(), otherId) > 0;
    }
}
