package dev.procession.transport.socket;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.channel.Transports;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import dev.procession.core.launch.LocalLauncher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The child of {@link SocketProcessIT}; its payload says how it behaves and where its parent is. */
public final class SocketProgram implements ChildProgram {
    enum Behaviour {
        /** Sends back each frame. */
        ECHO,
        /** Sends back each frame and prints much. */
        ECHO_AND_PRINT,
        /** Dies inside a frame. */
        TEAR,
        /** Asks for nothing and sends nothing. */
        SILENT,
        /** Connects nowhere, makes nothing, and waits to be killed. */
        IDLE,
        /** Listens for a child of its own, says where, and waits to be killed. */
        LISTEN
    }

    static final int LARGE_BYTES = 4 << 20;

    /** Room for all that is sent here at once. */
    static final ChannelOptions OPTIONS = new ChannelOptions(LARGE_BYTES, 4 * LARGE_BYTES, Duration.ZERO);

    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Made by its class name. */
    public SocketProgram() {}

    static byte[] payload(Behaviour behaviour, String address) {
        return (behaviour + " " + address).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void run(ChildContext context) throws InterruptedException, IOException {
        String[] words = new String(context.payload(), StandardCharsets.UTF_8).split(" ", 2);
        Behaviour behaviour = Behaviour.valueOf(words[0]);
        switch (behaviour) {
            case TEAR -> tear(words[1], context.link().secret());
            case IDLE -> ended.await();
            case LISTEN -> listen();
            default -> connect(behaviour, words[1], context);
        }
    }

    private void connect(Behaviour behaviour, String address, ChildContext context) throws InterruptedException {
        var transport = Transports.byClassName(
                SocketTransport.class.getName(), getClass().getClassLoader());
        try (Channel open = transport.connect(address, OPTIONS, context.link(), new Listener(behaviour))) {
            channel.complete(open);
            if (behaviour != Behaviour.SILENT) {
                open.request(Integer.MAX_VALUE);
            }
            ended.await();
        }
    }

    /** Writes by hand what a channel never would, and is gone. */
    private static void tear(String address, byte[] secret) throws IOException {
        RawSocket socket = RawSocket.proven(address, secret);
        ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + 10);
        new FrameEncoder(LARGE_BYTES).putHeader(bytes, 1_000);
        socket.write(bytes.array());
        Runtime.getRuntime().halt(3);
    }

    private void listen() throws InterruptedException {
        try (Acceptor acceptor =
                new SocketTransport().open(OPTIONS, LocalLauncher.shared().prepareLink())) {
            System.out.println("listening at " + acceptor.address());
            ended.await();
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
