package dev.procession.core.connection.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What comes by a wire, good and bad. */
class InletFuzzTest {
    private static final int MOST = 50_000;
    private static final Inlet.Events NOBODY = new Inlet.Events() {
        @Override
        public void control(int kind, byte[] content) {}

        @Override
        public void continued() {}
    };

    private static byte[] part(int kind, boolean more, byte[] content) {
        return MessageLayout.buffer(MessageLayout.HEADER_BYTES + content.length)
                .putLong(MessageLayout.header(kind, more, content.length))
                .put(content)
                .array();
    }

    private static byte[] total(int length) {
        return MessageLayout.buffer(MessageLayout.HEADER_BYTES)
                .putLong(MessageLayout.header(MessageLayout.TOTAL, false, length))
                .array();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** What an inlet makes of bytes that come in pieces, and then the end. */
    private static List<byte[]> read(byte[] bytes, Random pieces) throws IOException {
        Wire[] wires = Wire.pair();
        try {
            Inlet inlet = new Inlet(wires[1], MOST, NOBODY);
            List<byte[]> messages = new ArrayList<>();
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                int length = Math.min(left.remaining(), 1 + pieces.nextInt(3_000));
                ByteBuffer piece = left.slice(left.position(), length);
                wires[0].write(piece);
                left.position(left.position() + length - piece.remaining());
                drain(inlet, messages);
            }
            wires[0].endOutput();
            assertThat(drain(inlet, messages)).isEqualTo(Inlet.Look.ENDED);
            return messages;
        } finally {
            wires[0].close();
            wires[1].close();
        }
    }

    private static Inlet.Look drain(Inlet inlet, List<byte[]> messages) {
        while (true) {
            Inlet.Look look = inlet.advance();
            if (look != Inlet.Look.READY) {
                return look;
            }
            messages.add(inlet.peek().content());
            inlet.take();
        }
    }

    private static byte[] goodStream() {
        byte[] large = random(20_000);
        return join(
                part(MessageLayout.BYTES, false, new byte[0]),
                part(MessageLayout.OBJECT, false, random(100)),
                part(MessageLayout.CLOSED, false, random(20)),
                total(20_000),
                part(MessageLayout.BYTES, true, Arrays.copyOf(large, 15_000)),
                part(MessageLayout.BYTES, true, Arrays.copyOfRange(large, 15_000, 20_000)),
                part(MessageLayout.BYTES, false, new byte[0]),
                total(9_000),
                part(MessageLayout.OBJECT, true, random(5_000)),
                part(MessageLayout.DROPPED, false, new byte[0]),
                part(MessageLayout.BYTES, false, random(7)));
    }

    @Test
    void partsBecomeMessagesHoweverTheyAreCut() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            List<byte[]> messages = read(goodStream(), new Random(seed));
            assertThat(messages).hasSize(4);
            assertThat(messages.get(0)).isEmpty();
            assertThat(messages.get(1)).isEqualTo(random(100));
            assertThat(messages.get(2)).isEqualTo(random(20_000));
            assertThat(messages.get(3)).isEqualTo(random(7));
        }
    }

    @Test
    void truncatedStreamsEnd() throws IOException {
        byte[] good = goodStream();
        for (int length = 0; length < good.length; length += 97) {
            assertThat(read(Arrays.copyOf(good, length), new Random(length)).size())
                    .isLessThanOrEqualTo(4);
        }
    }

    @Test
    void whatIsNoMessageBreaksTheConnectionAndNothingElse() throws IOException {
        Random random = new Random(11);
        byte[] good = goodStream();
        int broken = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] bad = round % 2 == 0 ? random(random.nextInt(200) + 8) : good.clone();
            for (int flips = 0; flips < 3; flips++) {
                bad[random.nextInt(Math.min(bad.length, 300))] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                read(bad, random);
            } catch (ConnectionException e) {
                assertThat(e.code()).isIn(ErrorCode.PROTOCOL_VIOLATION, ErrorCode.FRAME_TOO_LARGE);
                broken++;
            }
        }
        assertThat(broken).isGreaterThan(1_000);
    }

    @Test
    void longMessagesAreRefusedOnTheWordOfTheirLength() {
        for (byte[] bytes : List.of(
                total(MOST + 1),
                total(Integer.MAX_VALUE),
                part(MessageLayout.BYTES, true, random(MOST + 1)),
                join(part(MessageLayout.BYTES, true, random(MOST)), part(MessageLayout.BYTES, true, random(1))),
                part(MessageLayout.ARRIVED, false, random(MessageLayout.MOST_CONTROL_BYTES + 1)))) {
            assertThatThrownBy(() -> read(bytes, new Random(1)))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("limit");
        }
    }

    @Test
    void partsOutOfPlaceAreRefused() {
        byte[] open = part(MessageLayout.BYTES, true, random(10));
        for (byte[] second : List.of(
                part(MessageLayout.OBJECT, false, random(1)),
                part(MessageLayout.CLOSED, false, new byte[0]),
                part(MessageLayout.CONTINUED, false, new byte[0]),
                total(10))) {
            assertThatThrownBy(() -> read(join(open, second), new Random(1)))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("broken");
        }
        assertThatThrownBy(() -> read(part(MessageLayout.CONTINUED, false, new byte[0]), new Random(1)))
                .hasMessageContaining("nothing says where");
    }

    @Test
    void whatWasReadAndNotReceivedIsHandedOverWhereverItStands() throws IOException {
        byte[] good = goodStream();
        for (int cut = 0; cut <= good.length; cut += 53) {
            assertThat(handedOver(good, cut)).as("cut at " + cut).hasSize(4);
        }
    }

    /** Reads the beginning with one inlet, without taking a message, and all of it with another behind it. */
    private static List<byte[]> handedOver(byte[] stream, int cut) throws IOException {
        Wire[] first = Wire.pair();
        Wire[] second = Wire.pair();
        try {
            Inlet before = new Inlet(first[1], MOST, NOBODY);
            first[0].write(ByteBuffer.wrap(stream, 0, cut));
            before.advance();
            Feed feed = before.handOver();
            first[0].write(ByteBuffer.wrap(stream, cut, stream.length - cut));
            first[0].endOutput();
            Inlet after = new Inlet(second[1], MOST, NOBODY);
            List<byte[]> messages = new ArrayList<>();
            ByteBuffer buffer = ByteBuffer.allocate(500);
            while (feed.read(buffer.clear()) >= 0) {
                second[0].write(buffer.flip());
                drain(after, messages);
            }
            return messages;
        } finally {
            for (Wire wire : List.of(first[0], first[1], second[0], second[1])) {
                wire.close();
            }
        }
    }
}
