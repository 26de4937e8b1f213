package dev.procession.transport.pipe;

import dev.procession.core.channel.LaunchLink;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Bare streams as byte channels. The file streams of a child have channels of their own, whose close wakes a thread that
 * is blocked in them; any other stream is wrapped, and whether its close wakes a blocked thread is up to it.
 */
final class PipeStreams {
    /** What a pipe holds on Linux; a longer read or write gains nothing, and the JDK sets memory aside for it. */
    static final int TRANSFER_BYTES = 64 << 10;

    /** The least that an empty pipe holds: a page, where many pipes of one user have used up what he may have (pipe(7)). */
    static final int UNBLOCKED_BYTES = 4 << 10;

    private PipeStreams() {}

    static ReadableByteChannel reading(InputStream in) {
        return in instanceof FileInputStream file ? file.getChannel() : new Reading(in);
    }

    static WritableByteChannel writing(OutputStream out) {
        return out instanceof FileOutputStream file ? file.getChannel() : new Writing(out);
    }

    /**
     * Whether the stream leads into a pipe of the system: what is written to it while the pipe is empty does not block, up to
     * {@link #UNBLOCKED_BYTES}, and heeds no interrupt.
     */
    static boolean isSystemPipe(OutputStream out) {
        return out instanceof FileOutputStream || out instanceof LaunchLink.SystemPipe;
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // The peer is gone or another thread closed first: either way nothing is left to give back.
        }
    }

    /** Heap buffers only. */
    private static final class Reading implements ReadableByteChannel {
        private final InputStream in;
        private volatile boolean open = true;

        Reading(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int at = target.position();
            int count = in.read(target.array(), target.arrayOffset() + at, target.remaining());
            target.position(at + Math.max(count, 0));
            return count;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() throws IOException {
            open = false;
            in.close();
        }
    }

    /** Heap buffers that are not read-only are written from where they lie, others by way of a copy. */
    private static final class Writing implements WritableByteChannel {
        private final OutputStream out;
        private volatile boolean open = true;

        Writing(OutputStream out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = source.remaining();
            if (source.hasArray()) {
                out.write(source.array(), source.arrayOffset() + source.position(), count);
                source.position(source.limit());
            } else {
                byte[] copy = new byte[count];
                source.get(copy);
                out.write(copy, 0, count);
            }
            out.flush();
            return count;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() throws IOException {
            open = false;
            out.close();
        }
    }
}
