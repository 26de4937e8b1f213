package dev.procession.transport.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.loopback.LoopbackLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the contract cannot ask of every transport: the bytes on the streams and the two streams themselves. */
@ExtendWith(LeakGuard.class)
class PipeChannelTest {
    private static final ChannelOptions OPTIONS = ChannelOptions.defaults();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LoopbackLink.Pair links = LoopbackLink.pair();
    private final Events atParent = new Events();
    private final FrameEncoder encoder = new FrameEncoder(OPTIONS.maxFrameBytes());

    @AfterEach
    void closeLinks() {
        links.close();
    }

    @Test
    void framesTravelBothWays() throws InterruptedException {
        Events atChild = new Events();
        try (Channel child = connect(atChild);
                Channel parent = accept()) {
            child.request(1);
            parent.request(1);
            assertTrue(parent.offer(List.of(bytes("ping"))));
            assertEquals(bytes("ping"), atChild.take());
            assertTrue(child.offer(List.of(bytes("po"), bytes("ng"))));
            assertEquals(bytes("pong"), atParent.take());
        }
    }

    @Test
    void aChildThatDiesBeforeItSpeaksIsNotWaitedFor() {
        links.child().close();
        assertThrows(ChannelException.class, this::accept);
        assertTrue(atParent.isEmpty(), "the listener of a channel that never opened is told nothing");
    }

    @Test
    void textInsteadOfFramesFailsTheAccept() throws IOException {
        links.child().takeStreams().out().write("Listening for transport dt_socket".getBytes(StandardCharsets.UTF_8));
        ChannelException thrown = assertThrows(ChannelException.class, this::accept);
        assertTrue(thrown.getMessage().contains("no frame"), thrown::getMessage);
    }

    @Test
    void textBetweenFramesIsGarbage() throws Exception {
        var raw = speak();
        try (Channel parent = accept()) {
            raw.out().write("OpenJDK 64-Bit Server VM warning".getBytes(StandardCharsets.UTF_8));
            ChannelException failure = assertInstanceOf(ChannelException.class, atParent.take());
            assertEquals(ErrorCode.FRAME_CORRUPT, failure.code());
            assertThrows(ChannelException.class, () -> parent.offer(List.of()));
        }
    }

    @Test
    void aChildThatDiesInsideAFrameFailsTheChannel() throws Exception {
        var raw = speak();
        try (Channel parent = accept()) {
            parent.request(1);
            ByteBuffer torn = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + 5);
            encoder.putHeader(torn, 1_000);
            raw.out().write(torn.array());
            links.child().close();
            ChannelException failure = assertInstanceOf(ChannelException.class, atParent.take());
            assertEquals(ErrorCode.CHANNEL_CLOSED, failure.code());
        }
    }

    @Test
    void aChildThatDiesBetweenFramesIsACleanEnd() throws Exception {
        var raw = speak();
        try (Channel parent = accept()) {
            raw.out().write(new byte[0]);
            links.child().close();
            assertEquals("peerClosed", atParent.take());
            parent.closeOutput();
        }
    }

    @Test
    void aPeerThatHasReadMoreThanItWasSentIsNotBelieved() throws Exception {
        var raw = speak();
        try (Channel parent = accept()) {
            ByteBuffer lie = ByteBuffer.allocate(FrameEncoder.READ_BYTES);
            encoder.putRead(lie, 1_000);
            raw.out().write(lie.array());
            ChannelException failure = assertInstanceOf(ChannelException.class, atParent.take());
            assertEquals(ErrorCode.FRAME_CORRUPT, failure.code());
            assertTrue(failure.getMessage().contains("has read 1000 bytes, of 8"), failure::getMessage);
            assertThrows(ChannelException.class, () -> parent.offer(List.of()));
        }
    }

    private LaunchLink.Streams speak() throws IOException {
        LaunchLink.Streams raw = links.child().takeStreams();
        ByteBuffer opened = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES);
        encoder.putMark(opened, FrameMark.OPENED);
        raw.out().write(opened.array());
        return raw;
    }

    private Channel connect(ChannelListener listener) {
        return new PipeTransport().connect(PipeTransport.ADDRESS, OPTIONS, links.child(), listener);
    }

    private Channel accept() throws InterruptedException {
        try (var acceptor = new PipeTransport().open(OPTIONS, links.parent())) {
            return acceptor.accept(atParent, LIMIT);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Events implements ChannelListener {
        private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();

        Object take() throws InterruptedException {
            Object event = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertTrue(event != null, "nothing happened within " + LIMIT);
            return event;
        }

        boolean isEmpty() {
            return events.isEmpty();
        }

        @Override
        public void frame(ByteBuffer frame) {
            events.add(frame);
        }

        @Override
        public void writable() {
            events.add("writable");
        }

        @Override
        public void peerClosed() {
            events.add("peerClosed");
        }

        @Override
        public void failed(Throwable cause) {
            events.add(cause);
        }
    }
}
