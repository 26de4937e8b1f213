package dev.procession.core.connection.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InletTest {
    private static final int LIMIT = 1_000;

    private static final Inlet.Events NOBODY = new Inlet.Events() {
        @Override
        public void control(int kind, byte[] content) {}

        @Override
        public void continued() {}
    };

    /** A peer that writes faster than it is read: the same headers again and again. */
    private static final class Endless extends AbstractSelectableChannel implements ReadableByteChannel {
        private final long[] headers;
        private int next;

        Endless(long... headers) {
            super(SelectorProvider.provider());
            this.headers = headers;
        }

        @Override
        public int read(ByteBuffer into) {
            int before = into.position();
            while (into.remaining() >= MessageLayout.HEADER_BYTES) {
                into.putLong(headers[next++ % headers.length]);
            }
            return into.position() - before;
        }

        @Override
        public int validOps() {
            return SelectionKey.OP_READ;
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }

    private static Inlet.Look lookAt(Endless peer) throws IOException {
        Pipe back = Pipe.open();
        Inlet inlet = new Inlet(new Wire(peer, back.sink()), LIMIT, NOBODY);
        try {
            return inlet.advance();
        } finally {
            inlet.close();
            back.source().close();
        }
    }

    @Test
    void aPeerThatSendsEmptyPartsWithoutEndIsLeft() throws Exception {
        assertThat(lookAt(new Endless(MessageLayout.header(MessageLayout.OBJECT, true, 0))))
                .isEqualTo(Inlet.Look.EMPTY);
    }

    @Test
    void aPeerThatTakesBackWhatItSendsWithoutEndIsLeft() throws Exception {
        assertThat(lookAt(new Endless(
                        MessageLayout.header(MessageLayout.BYTES, true, 0),
                        MessageLayout.header(MessageLayout.DROPPED, false, 0))))
                .isEqualTo(Inlet.Look.EMPTY);
    }
}
