package dev.procession.it.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.connection.Connection;
import dev.procession.core.connection.ConnectionOptions;
import dev.procession.core.connection.Listener;
import dev.procession.core.connection.Pipe;
import dev.procession.core.error.BufferTooShortException;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.EndOfStreamException;
import dev.procession.core.error.ErrorCode;
import dev.procession.testkit.LeakGuard;
import java.io.File;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.ValueWrapper;

/** What the ends of a pipe do, as far as one process can tell. */
@ExtendWith(LeakGuard.class)
class ConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    /** A class of the one who opens the pipes. */
    record Point(int x, List<String> names) implements Serializable {}

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void objectsAndBytesComeOutInOrderAndWhole() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            List<Object> objects =
                    Arrays.asList("text", 7, null, List.of(1, 2), new Point(1, List.of("a")), 2.5, new int[0]);
            for (Object object : objects) {
                pipe.first().send(object);
                pipe.first().sendBytes(random(10));
            }
            for (Object object : objects) {
                assertThat(pipe.second().receive()).isEqualTo(object);
                assertThat(pipe.second().receiveBytes()).isEqualTo(random(10));
            }
            pipe.second().send("back");
            assertThat(pipe.first().receive()).isEqualTo("back");
        }
    }

    @Test
    void boundariesAreKeptAndEmptyMessagesCount() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            for (String part : List.of("a", "", "", "bc", "")) {
                pipe.first().sendBytes(part.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            for (int length : new int[] {1, 0, 0, 2, 0}) {
                assertThat(pipe.second().poll()).isTrue();
                assertThat(pipe.second().receiveBytes()).hasSize(length);
            }
            assertThat(pipe.second().poll()).isFalse();
        }
    }

    @Test
    void messagesOfAllSizesArriveAsTheyWere() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            int[] sizes = {4_087, 4_088, 4_089, 65_536, 131_071, 131_072, 131_073, 5_000_000, 60_000_000};
            Threads.Running<Void> sender = Threads.run(() -> {
                for (int size : sizes) {
                    pipe.first().sendBytes(random(size));
                    pipe.first().send(random(size));
                }
                return null;
            });
            for (int size : sizes) {
                assertThat(Arrays.equals(pipe.second().receiveBytes(), random(size)))
                        .isTrue();
                assertThat(Arrays.equals((byte[]) pipe.second().receive(), random(size)))
                        .isTrue();
            }
            sender.get();
        }
    }

    @Test
    void slicesAreSentAndReceived() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            byte[] bytes = random(100);
            pipe.first().sendBytes(bytes, 10, 20);
            pipe.first().sendBytes(bytes, 100, 0);
            byte[] into = new byte[50];

            assertThat(pipe.second().receiveBytes(into, 30)).isEqualTo(20);
            assertThat(Arrays.copyOfRange(into, 30, 50)).isEqualTo(Arrays.copyOfRange(bytes, 10, 30));
            assertThat(pipe.second().receiveBytes(into, 50)).isZero();
            assertThatThrownBy(() -> pipe.first().sendBytes(bytes, 90, 11))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.first().sendBytes(bytes, -1, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipe.second().receiveBytes(into, 51))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(pipe.second().poll()).isFalse();
        }
    }

    @Test
    void aBufferThatIsTooShortLosesNothing() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            pipe.first().sendBytes(random(100));

            assertThatThrownBy(() -> pipe.second().receiveBytes(new byte[120], 21))
                    .isInstanceOfSatisfying(
                            BufferTooShortException.class,
                            e -> assertThat(e.messageBytes()).isEqualTo(100))
                    .hasMessageContaining("100 bytes")
                    .hasMessageContaining("room for 99");

            assertThat(pipe.second().receiveBytes()).isEqualTo(random(100));
        }
    }

    @Test
    void theWrongKindLosesNothing() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            pipe.first().send("object");
            pipe.first().sendBytes(random(3));

            assertThatThrownBy(() -> pipe.second().receiveBytes())
                    .isInstanceOfSatisfying(
                            ConnectionException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_KIND))
                    .hasMessageContaining("receive()");
            assertThat(pipe.second().receive()).isEqualTo("object");
            assertThatThrownBy(() -> pipe.second().receive()).hasMessageContaining("receiveBytes()");
            assertThat(pipe.second().receiveBytes()).hasSize(3);
        }
    }

    @Test
    void pollWaitsAsLongAsItIsTold() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            long start = System.nanoTime();
            assertThat(pipe.first().poll()).isFalse();
            assertThat(pipe.first().poll(Duration.ofSeconds(-5))).isFalse();
            assertThat(pipe.first().poll(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
            assertThat(pipe.first().poll(SHORT)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());

            Threads.Running<Boolean> waiting =
                    Threads.run(() -> pipe.first().poll(Threads.LIMIT)).awaitBlocked();
            pipe.second().send(1);
            assertThat(waiting.get()).isTrue();
            assertThat(pipe.first().poll(Duration.ofSeconds(-5))).isTrue();
            assertThat(pipe.first().receive()).isEqualTo(1);
        }
    }

    @Test
    void pollIsTrueOnlyForWholeMessages() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            Threads.Running<Void> sender = Threads.run(() -> {
                pipe.first().sendBytes(random(1_000_000));
                return null;
            });
            assertThat(pipe.second().poll(Threads.LIMIT)).isTrue();
            sender.get(); // all of it was read, or this would still block
            assertThat(pipe.second().receiveBytes()).hasSize(1_000_000);
        }
    }

    @Test
    void whatWasSentBeforeTheCloseIsReceivedAndThenTheEnd() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            pipe.first().send("last");
            pipe.second().send("never read");
            pipe.first().close();
            pipe.first().close();

            assertThat(pipe.second().receive()).isEqualTo("last");
            assertThat(pipe.second().poll()).isTrue();
            assertThat(pipe.second().poll(Threads.LIMIT)).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> pipe.second().receive())
                        .isInstanceOf(EndOfStreamException.class)
                        .hasMessageContaining("closed by this process");
                assertThatThrownBy(() -> pipe.second().send("x")).isInstanceOf(EndOfStreamException.class);
            }
        }
    }

    @Test
    void aClosedEndSaysSoAndWakesWhoWaits() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            Threads.Running<Object> receiver =
                    Threads.run(() -> pipe.first().receive()).awaitBlocked();
            Threads.Running<Object> sender = Threads.<Object>run(() -> {
                        pipe.first().sendBytes(random(1_000_000));
                        return null;
                    })
                    .awaitBlocked();
            pipe.first().close();

            assertThatThrownBy(receiver::get).rootCause().hasMessageContaining("This connection is closed");
            assertThatThrownBy(sender::get).rootCause().hasMessageContaining("This connection is closed");
            assertThatThrownBy(() -> pipe.first().send(1)).hasMessageContaining("This connection is closed");
            assertThatThrownBy(() -> pipe.first().poll()).hasMessageContaining("This connection is closed");
            assertThatThrownBy(() -> pipe.second().receive())
                    .isInstanceOf(EndOfStreamException.class)
                    .hasMessageContaining("in the middle of a message");
            pipe.second().close();
            assertThatThrownBy(() -> pipe.second().send(1)).hasMessage("This connection is closed: open another one");
        }
        try (Pipe<Object> pipe = Pipe.open()) {
            pipe.second().close();
            assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EndOfStreamException.class);
            pipe.first().close();
            assertThatThrownBy(() -> pipe.first().receive()).hasMessage("This connection is closed: open another one");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without a checker may pass
    void nullIsRefusedAndNamed() {
        try (Pipe<Object> pipe = Pipe.open()) {
            assertThatThrownBy(() -> pipe.first().sendBytes(null)).hasMessage("bytes is null");
            assertThatThrownBy(() -> pipe.first().sendBytes(null, 0, 1)).hasMessage("bytes is null");
            assertThatThrownBy(() -> pipe.first().receiveBytes(null, 0)).hasMessage("into is null");
        }
        assertThatThrownBy(() -> Listener.bind((byte[]) null)).hasMessage("key is null");
        assertThatThrownBy(() -> Pipe.open(null)).hasMessage("options is null");
        assertThatThrownBy(() -> Connection.waitAny(null, Duration.ZERO))
                .hasMessage("the collection of what to wait for is null");
    }

    @Test
    void oneWayPipesRefuseTheOtherDirection() throws Exception {
        try (Pipe.OneWay<String> pipe = Pipe.simplex()) {
            pipe.sender().send("x");
            pipe.sender().sendBytes(random(2));
            assertThat(pipe.receiver().receive()).isEqualTo("x");
            assertThat(pipe.receiver().receiveBytes()).hasSize(2);

            assertThatThrownBy(() -> pipe.receiver().send("x"))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("only receives");
            assertThatThrownBy(() -> pipe.sender().receive())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("only sends");
            assertThatThrownBy(() -> pipe.sender().poll()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void anInterruptLosesNothing() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            Threads.Running<Object> receiver =
                    Threads.run(() -> pipe.second().receive()).awaitBlocked();
            receiver.interrupt();
            assertThatThrownBy(receiver::get).hasCauseInstanceOf(InterruptedException.class);

            pipe.first().send("small");
            Threads.Running<Object> sender = Threads.<Object>run(() -> {
                        pipe.first().sendBytes(random(3_000_000));
                        return null;
                    })
                    .awaitBlocked();
            assertThat(pipe.second().receive()).isEqualTo("small");
            sender.awaitBlocked().interrupt();
            assertThatThrownBy(sender::get).hasCauseInstanceOf(InterruptedException.class);

            Threads.Running<Void> next = Threads.run(() -> {
                pipe.first().sendBytes(random(2_000_000));
                return null;
            });
            assertThat(pipe.second().receiveBytes()).isEqualTo(random(2_000_000));
            next.get();
        }
    }

    @Test
    void aSendThatIsNotReadInTimeIsTakenBack() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            assertThatThrownBy(() -> pipe.first().sendBytes(random(1_000_000), 0, 1_000_000, SHORT))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("still whole");
            assertThatThrownBy(() -> pipe.first().send("x", Duration.ZERO)).isInstanceOf(TimeoutException.class);

            Threads.Running<Object> receiver = Threads.run(() -> pipe.second().receive());
            pipe.first().send("after", Threads.LIMIT);
            assertThat(receiver.get()).isEqualTo("after");

            int sent = 0;
            try {
                while (true) {
                    pipe.first().send(sent, Duration.ZERO);
                    sent++;
                }
            } catch (TimeoutException full) {
                assertThat(sent).isGreaterThan(100);
            }
            for (int i = 0; i < sent; i++) {
                assertThat(pipe.second().receive()).isEqualTo(i);
            }
        }
    }

    @Test
    void manyThreadsShareBothEnds() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            int each = 500;
            ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
            AtomicInteger left = new AtomicInteger(4 * each);
            List<Threads.Running<Void>> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int own = t;
                threads.add(Threads.run(() -> {
                    for (int i = 0; i < each; i++) {
                        pipe.first().send(own + "-" + i + "-" + "x".repeat(i % 7 == 0 ? 10_000 : 3));
                    }
                    return null;
                }));
                threads.add(Threads.run(() -> {
                    while (left.getAndDecrement() > 0) {
                        seen.merge((String) pipe.second().receive(), 1, Integer::sum);
                    }
                    return null;
                }));
            }
            for (Threads.Running<Void> thread : threads) {
                thread.get();
            }
            assertThat(seen)
                    .hasSize(4 * each)
                    .allSatisfy((text, count) -> assertThat(count).isOne());
        }
    }

    @Test
    void whatCannotBeEncodedLeavesTheConnectionAndTheEndsInIt() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                Pipe<Object> other = Pipe.open()) {
            assertThatThrownBy(() -> pipe.first().send(List.of(other.first(), new Object())))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("java.lang.Object");

            other.first().send("still here");
            assertThat(other.second().receive()).isEqualTo("still here");
            assertThat(pipe.second().poll()).isFalse();
        }
    }

    @Test
    void onlyWhatWasAllowedIsDecodedAndTheNextMessageIsFine() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            Serializable lambda = (Runnable & Serializable) () -> {};
            pipe.first().send(ValueWrapper.create("x"));
            pipe.first().send(lambda);
            pipe.first().send(new Point(1, List.of()));

            assertThatThrownBy(() -> pipe.second().receive())
                    .isInstanceOfSatisfying(
                            DecodingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLASS_REFUSED))
                    .hasMessageContaining("ConnectionOptions.standard().allow(\"org.opentest4j.ValueWrapper\")");
            assertThatThrownBy(() -> pipe.second().receive()).hasMessageContaining("never accepted");
            assertThat(pipe.second().receive()).isEqualTo(new Point(1, List.of()));
        }
        try (Pipe<Object> pipe = Pipe.open(ConnectionOptions.standard().allow("org.opentest4j.**"))) {
            pipe.first().send(ValueWrapper.create("x"));
            assertThat(pipe.second().receive()).isInstanceOf(ValueWrapper.class);
        }
    }

    @Test
    void aMessageThatIsTooLongIsNotSent() throws Exception {
        try (Pipe<Object> pipe = Pipe.open(ConnectionOptions.standard().maxMessageBytes(1_000))) {
            assertThatThrownBy(() -> pipe.first().sendBytes(random(1_001)))
                    .isInstanceOfSatisfying(
                            ConnectionException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE))
                    .hasMessageContaining("1001 bytes")
                    .hasMessageContaining("limit is 1000");
            assertThatThrownBy(() -> pipe.first().send(random(2_000))).hasMessageContaining("limit is 1000");

            pipe.first().sendBytes(random(1_000));
            assertThat(pipe.second().receiveBytes()).hasSize(1_000);
        }
    }

    @Test
    void endsSentWithinOneProcessStillMeet() throws Exception {
        try (Pipe<Object> carrier = Pipe.open();
                Pipe<Object> pipe = Pipe.open()) {
            pipe.first().send("sent before");
            carrier.first().send(List.of("take this", pipe.second()));
            assertThatThrownBy(() -> pipe.second().receive()).hasMessageContaining("sent to another process");
            assertThatThrownBy(() -> carrier.first().send(pipe.second()))
                    .hasMessageContaining("sent to another process");
            pipe.second().close();

            List<?> received = (List<?>) carrier.second().receive();
            try (Connection<?> moved = (Connection<?>) received.get(1)) {
                assertThat(moved.receive()).isEqualTo("sent before");
                pipe.first().send("sent after");
                assertThat(moved.receive()).isEqualTo("sent after");
            }
            assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EndOfStreamException.class);
        }
    }

    @Test
    void anEndThatOtherThreadsUseStaysWhereItIs() throws Exception {
        try (Pipe<Object> carrier = Pipe.open();
                Pipe<Object> pipe = Pipe.open()) {
            Threads.Running<Object> receiver =
                    Threads.run(() -> pipe.second().receive()).awaitBlocked();
            assertThatThrownBy(() -> carrier.first().send(pipe.second())).hasMessageContaining("other threads");
            pipe.first().send("still");
            assertThat(receiver.get()).isEqualTo("still");
        }
    }

    @Test
    void idleConnectionsKeepNothingButTheirDescriptors() {
        int before = descriptors();
        List<Pipe<Object>> pipes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pipes.add(Pipe.open());
        }
        assertThat(descriptors() - before).isLessThanOrEqualTo(4 * 50);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("procession"));
        pipes.forEach(Pipe::close);
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    @Test
    void optionsRefuseNonsense() {
        ConnectionOptions options = ConnectionOptions.standard();
        assertThatThrownBy(() -> options.maxMessageBytes(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> options.allow("a*b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.handshakeLimit(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> Connection.connect(new InetSocketAddress("192.0.2.1", 1), new byte[32], options))
                .hasMessageContaining("anyAddress()");
        assertThat(options.allow("com.example.**").toString()).contains("com.example.**");
    }
}
