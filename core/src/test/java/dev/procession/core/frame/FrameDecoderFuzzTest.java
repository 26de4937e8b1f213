package dev.procession.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.procession.core.error.ChannelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any split of the bytes gives the same frames, and no bytes give anything but frames or a ChannelException. */
class FrameDecoderFuzzTest {
    private static final int LIMIT = 200_000;
    private static final FrameEncoder ENCODER = new FrameEncoder(LIMIT);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anySplitGivesTheSameFrames(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            List<ByteBuffer> frames = frames(random);
            byte[] stream = stream(frames);
            FrameDecoder decoder = new FrameDecoder(LIMIT, FrameMark.values());
            assertEquals(frames, decode(decoder, stream, random));
            assertFalse(decoder.insideFrame());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void mutatedBytesGiveOnlyChannelExceptions(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            byte[] stream = stream(frames(random));
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                decode(new FrameDecoder(LIMIT, FrameMark.values()), stream, random);
            } catch (ChannelException expected) {
                // The one thing that garbage may lead to.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void noiseIsNeverAFrame(long seed) {
        Random random = new Random(seed);
        int frames = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] noise = new byte[8 + random.nextInt(200)];
            random.nextBytes(noise);
            try {
                frames += decode(new FrameDecoder(LIMIT, FrameMark.values()), noise, random)
                        .size();
            } catch (ChannelException expected) {
                // As it should be.
            }
        }
        assertEquals(0, frames);
    }

    private static List<ByteBuffer> frames(Random random) {
        List<ByteBuffer> frames = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            int bound = random.nextInt(12) == 0 ? LIMIT + 1 : random.nextInt(3) == 0 ? 40_000 : 60;
            byte[] frame = new byte[random.nextInt(bound)];
            random.nextBytes(frame);
            frames.add(ByteBuffer.wrap(frame));
        }
        return frames;
    }

    private static byte[] stream(List<ByteBuffer> frames) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (ByteBuffer frame : frames) {
            ByteBuffer header = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES);
            ENCODER.putHeader(header, ENCODER.length(List.of(frame)));
            stream.writeBytes(header.array());
            stream.writeBytes(frame.array());
        }
        return stream.toByteArray();
    }

    private static List<ByteBuffer> decode(FrameDecoder decoder, byte[] stream, Random random) {
        List<ByteBuffer> frames = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            ByteBuffer space = decoder.space();
            int most = Math.min(space.remaining(), stream.length - at);
            int count = random.nextBoolean() ? most : 1 + random.nextInt(Math.min(most, 2_000));
            space.put(stream, at, count);
            decoder.filled(count);
            at += count;
            drain(decoder, frames);
        }
        return frames;
    }

    private static void drain(FrameDecoder decoder, List<ByteBuffer> frames) {
        boolean more = true;
        while (more) {
            ByteBuffer frame = decoder.next();
            if (frame != null) {
                frames.add(frame);
            }
            more = frame != null || decoder.takeMark() != null;
        }
    }
}
