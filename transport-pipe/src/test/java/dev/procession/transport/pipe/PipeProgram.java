package dev.procession.transport.pipe;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.Transports;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The child of {@link PipeProcessIT}; its payload says how it behaves. It ends when its parent has closed. */
public final class PipeProgram implements ChildProgram {
    enum Behaviour {
        /** Sends back each frame. */
        ECHO,
        /** Sends back each frame and prints much. */
        ECHO_AND_PRINT,
        /** Dies inside a frame. */
        TEAR,
        /** Asks for nothing and sends nothing. */
        SILENT
    }

    static final int LARGE_BYTES = 4 << 20;

    /** Room for all that is sent here at once. */
    static final ChannelOptions OPTIONS = new ChannelOptions(LARGE_BYTES, 4 * LARGE_BYTES, Duration.ZERO);

    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Made by its class name. */
    public PipeProgram() {}

    @Override
    public void run(ChildContext context) throws InterruptedException, IOException {
        Behaviour behaviour = Behaviour.valueOf(new String(context.payload(), StandardCharsets.UTF_8));
        if (behaviour == Behaviour.TEAR) {
            tear(context.link().takeStreams().out());
        }
        var transport =
                Transports.byClassName(PipeTransport.class.getName(), getClass().getClassLoader());
        try (Channel open =
                transport.connect(PipeTransport.ADDRESS, OPTIONS, context.link(), new Listener(behaviour))) {
            channel.complete(open);
            begin(open, behaviour);
            ended.await();
        }
    }

    /** Writes by hand what a channel never would, and is gone. */
    private static void tear(OutputStream out) throws IOException {
        FrameEncoder encoder = new FrameEncoder(LARGE_BYTES);
        ByteBuffer bytes = ByteBuffer.allocate(2 * FrameEncoder.HEADER_BYTES + 10);
        encoder.putMark(bytes, FrameMark.OPENED);
        encoder.putHeader(bytes, 1_000);
        out.write(bytes.array());
        Runtime.getRuntime().halt(3);
    }

    private static void begin(Channel open, Behaviour behaviour) {
        switch (behaviour) {
            case ECHO, ECHO_AND_PRINT -> open.request(Integer.MAX_VALUE);
            case SILENT, TEAR -> {
                // Nothing to begin.
            }
        }
    }

    private final class Listener implements ChannelListener {
        private final Behaviour behaviour;

        Listener(Behaviour behaviour) {
            this.behaviour = behaviour;
        }

        @Override
        public void frame(ByteBuffer frame) {
            if (behaviour == Behaviour.ECHO_AND_PRINT) {
                System.out.println("printed by the child, which must not be taken for a frame");
            }
            channel.join().offer(List.of(frame));
        }

        @Override
        public void writable() {}

        @Override
        public void peerClosed() {
            ended.countDown();
        }

        @Override
        public void failed(Throwable cause) {
            ended.countDown();
        }
    }
}
