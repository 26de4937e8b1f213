package dev.procession.core.connection.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.connection.internal.meeting.Hub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An end whose peer does what no {@link End} does, or at a moment that chance seldom picks. */
@Timeout(60)
class EndTest {
    private static final Duration LIMIT = Duration.ofSeconds(50);
    private static final Deadline NOW = Deadline.in(Duration.ZERO);
    private static final Terms TERMS = new Terms(1_000_000, List.of(), List.of());

    /** An end, and a socket in the place of its peer. */
    private record Half(End end, SocketChannel peer) implements AutoCloseable {
        static Half open() throws IOException {
            try (ServerSocketChannel server = loopback()) {
                SocketChannel peer = SocketChannel.open(server.getLocalAddress());
                Trust trust = Trust.none(TERMS, EndTest.class.getClassLoader());
                Peer nobody = Peer.behind(server.getLocalAddress());
                return new Half(End.over(server.accept(), TERMS, Direction.BOTH, trust, nobody), peer);
            }
        }

        void write(int kind, byte[] content) throws IOException {
            writeTo(peer, kind, content);
        }

        @Override
        public void close() throws IOException {
            end.close();
            peer.close();
        }
    }

    private static ServerSocketChannel loopback() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static void writeTo(SocketChannel socket, int kind, byte[] content) throws IOException {
        ByteBuffer part = MessageLayout.part(kind, content);
        while (part.hasRemaining()) {
            socket.write(part);
        }
    }

    private static ByteBuffer read(SocketChannel socket, int bytes) throws IOException {
        socket.configureBlocking(true);
        ByteBuffer into = MessageLayout.buffer(bytes);
        while (into.hasRemaining()) {
            assertThat(socket.read(into)).as("read").isPositive();
        }
        return into.flip();
    }

    /** The kind of the next part, whose content is put into an array. */
    private static int kindOf(SocketChannel socket, byte[] content) throws IOException {
        long header = read(socket, MessageLayout.HEADER_BYTES).getLong();
        assertThat(MessageLayout.length(header)).isLessThanOrEqualTo(content.length);
        read(socket, MessageLayout.length(header)).get(content, 0, MessageLayout.length(header));
        return MessageLayout.kind(header);
    }

    private static Hub.Invitation announced(Half half) throws IOException {
        half.end().announce();
        byte[] content = new byte[MessageLayout.MOST_CONTROL_BYTES];
        assertThat(kindOf(half.peer(), content)).isEqualTo(MessageLayout.ARRIVED);
        return Arrival.decode(content).offer();
    }

    @Test
    void whoWaitsForManyIsToldOfWhatAnotherThreadReadAndLeft() throws Exception {
        try (Half half = Half.open()) {
            half.write(MessageLayout.BYTES, new byte[] {1});
            FutureTask<List<End>> waiting =
                    new FutureTask<>(() -> AnyWait.await(List.of(half.end()), end -> end, Deadline.in(LIMIT)));
            Thread thread = new Thread(waiting, "waits for any");
            assertThatThrownBy(() -> half.end().receive(MessageLayout.BYTES, length -> {
                        thread.start(); // the message has been read, and this thread still has the lock
                        awaitSelecting(thread);
                        return new IllegalStateException("left " + length);
                    }))
                    .hasMessage("left 1");
            assertThat(waiting.get(10, TimeUnit.SECONDS)).containsExactly(half.end());
        }
    }

    private static void awaitSelecting(Thread thread) {
        while (true) {
            StackTraceElement[] stack = thread.getStackTrace();
            if (stack.length > 0 && stack[0].getMethodName().contains("wait")) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void aVisitorWhoGivesUpLeavesTheWayAsItWas() throws Exception {
        try (Half half = Half.open()) {
            Hub.visit(announced(half), Deadline.in(LIMIT)).close(); // proved, answered, and gone

            half.write(MessageLayout.BYTES, new byte[] {1});
            assertThat(half.end().receive(MessageLayout.BYTES, length -> null).content())
                    .containsExactly(1);
            half.end().send(MessageLayout.BYTES, ByteBuffer.wrap(new byte[] {2}), Deadline.in(LIMIT));
            assertThat(kindOf(half.peer(), new byte[1])).isEqualTo(MessageLayout.BYTES);
        }
    }

    @Test
    void aVisitorWhoSaysThatHeIsThereIsGoneOverTo() throws Exception {
        try (Half half = Half.open();
                SocketChannel visitor = Hub.visit(announced(half), Deadline.in(LIMIT))) {
            visitor.configureBlocking(true);
            writeTo(visitor, MessageLayout.CONTINUED, new byte[0]);
            half.write(MessageLayout.CONTINUED, new byte[0]);
            writeTo(visitor, MessageLayout.BYTES, new byte[] {1});

            assertThat(half.end().receive(MessageLayout.BYTES, length -> null).content())
                    .containsExactly(1);
            half.end().send(MessageLayout.BYTES, ByteBuffer.wrap(new byte[] {2}), Deadline.in(LIMIT));
            assertThat(kindOf(half.peer(), new byte[0])).isEqualTo(MessageLayout.CONTINUED);
            assertThat(kindOf(visitor, new byte[1])).isEqualTo(MessageLayout.BYTES);
        }
    }

    @Test
    void aLookDoesNotWaitForAPeerThatIsSlowToAnswer() throws Exception {
        try (Half half = Half.open();
                ServerSocketChannel slow = loopback()) {
            int port = ((InetSocketAddress) slow.getLocalAddress()).getPort();
            Hub.Invitation offer = new Hub.Invitation(
                    "tcp:" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port,
                    new byte[16],
                    new byte[32]);
            half.write(MessageLayout.ARRIVED, new Arrival(Peer.self(), offer).encode());
            try (SocketChannel visitor = awaitVisit(half.end(), slow)) {
                ByteBuffer greeting = ByteBuffer.allocate(40).put("PRCN-CN1".getBytes(StandardCharsets.US_ASCII));
                visitor.write(greeting.rewind());
                assertThat(read(visitor, 88).remaining()).isEqualTo(88); // it is still there, and claims
            }
            half.write(MessageLayout.BYTES, new byte[] {1});
            assertThat(half.end().poll(Deadline.in(LIMIT))).isTrue();
        }
    }

    private static SocketChannel awaitVisit(End end, ServerSocketChannel slow) throws Exception {
        slow.configureBlocking(false);
        while (true) {
            assertThat(end.poll(NOW)).isFalse();
            SocketChannel visitor = slow.accept();
            if (visitor != null) {
                return visitor;
            }
        }
    }

    @Test
    void anInterruptedThreadCanSendAnEndThatNobodyUses() throws Exception {
        try (Half half = Half.open()) {
            Thread.currentThread().interrupt();
            End.Leaving leaving = half.end().leave();
            assertThat(Thread.interrupted()).isTrue();
            leaving.undo();
            assertThat(half.end().poll(NOW)).isFalse();
        }
    }
}
