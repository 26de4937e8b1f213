package dev.procession.testkit.internal;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.channel.Transports;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The child of a contract between two processes. Unless it is to die, it ends when its parent's end of the channel has. */
public final class ContractChild implements ChildProgram {
    /** What it does. */
    public enum Behaviour {
        /** Sends back each frame, and prints for each. */
        ECHO,
        /** Asks for nothing and sends nothing. */
        SILENT,
        /** Sends a small frame and then large ones until one is refused; then prints {@link #FULL}. */
        FLOOD,
        /** Dies before it connects. */
        DIE
    }

    /** What is printed when an offer was refused. */
    public static final String FULL = "full";

    /** The size of a large frame, in bytes. */
    public static final int LARGE_BYTES = 1 << 20;

    /** How a child that dies ends. */
    public static final int DEATH = 3;

    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Made by its class name. */
    public ContractChild() {}

    @Override
    public void run(ChildContext context) throws Exception {
        ContractOrder order = ContractOrder.read(context.payload());
        if (order.behaviour() == Behaviour.DIE) {
            Runtime.getRuntime().halt(DEATH);
        }
        TransportProvider transport =
                Transports.byClassName(order.provider(), Thread.currentThread().getContextClassLoader());
        ChannelListener listener = new Echo();
        try (Channel open = transport.connect(order.address(), order.options(), context.link(), listener)) {
            channel.complete(open);
            switch (order.behaviour()) {
                case ECHO -> open.request(Integer.MAX_VALUE);
                case FLOOD -> flood(open);
                case SILENT, DIE -> {
                    // Nothing to begin.
                }
            }
            ended.await();
        }
    }

    private static void flood(Channel open) {
        open.offer(List.of(ByteBuffer.allocate(1)));
        while (open.offer(List.of(ByteBuffer.allocate(LARGE_BYTES)))) {
            Thread.onSpinWait();
        }
        print(FULL);
    }

    @SuppressWarnings("SystemOut") // what it prints is part of the test
    private static void print(String line) {
        System.out.println(line);
    }

    /** Sends back what comes. */
    private final class Echo implements ChannelListener {
        @Override
        public void frame(ByteBuffer frame) {
            print("printed by the child, which must not be taken for a frame");
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
