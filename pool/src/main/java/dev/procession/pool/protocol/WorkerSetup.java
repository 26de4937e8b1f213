package dev.procession.pool.protocol;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker learns over the launch link, before there is a channel.
 *
 * @param provider the transport provider's class name
 * @param address where to connect
 * @param options the channel's limits
 * @param ledger the path of its ledger; empty if it has none
 * @param codecs the classes of the codecs that users registered in the parent; null if the worker is to look for its own
 */
public record WorkerSetup(
        String provider,
        String address,
        ChannelOptions options,
        String ledger,
        @Nullable List<String> codecs) {
    /** The name of the program that a worker runs; by name, for the parent's side does not know the worker's classes. */
    public static final String PROGRAM = "dev.procession.pool.child.WorkerProgram";

    /**
     * Encodes it.
     *
     * @return the bytes
     */
    public byte[] write() {
        ByteSink sink = new ByteSink(256);
        text(sink, provider);
        text(sink, address);
        text(sink, ledger);
        sink.writeInt(options.maxFrameBytes());
        sink.writeInt(options.maxQueuedBytes());
        sink.writeLong(options.spin().toNanos());
        List<String> named = codecs;
        sink.writeVarInt(named == null ? 0 : named.size() + 1);
        if (named != null) {
            named.forEach(name -> text(sink, name));
        }
        return sink.toByteArray();
    }

    /**
     * Decodes it.
     *
     * @param bytes from {@link #write()}
     * @return the setup
     */
    public static WorkerSetup read(byte[] bytes) {
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        String provider = text(source);
        String address = text(source);
        String ledger = text(source);
        ChannelOptions options =
                new ChannelOptions(source.readInt(), source.readInt(), Duration.ofNanos(source.readLong()));
        return new WorkerSetup(provider, address, options, ledger, names(source));
    }

    private static @Nullable List<String> names(ByteSource source) {
        int count = source.readVarInt();
        if (count == 0) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            names.add(text(source));
        }
        return names;
    }

    private static void text(ByteSink sink, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sink.writeVarInt(bytes.length);
        sink.write(bytes, 0, bytes.length);
    }

    private static String text(ByteSource source) {
        return new String(source.readBytes(source.readVarInt()), StandardCharsets.UTF_8);
    }
}
