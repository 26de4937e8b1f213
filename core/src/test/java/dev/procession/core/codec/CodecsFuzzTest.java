package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Int32Value;
import com.sun.management.ThreadMXBean;
import dev.procession.core.RemoteFunction;
import dev.procession.core.error.DecodingException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody wrote: whatever they are, a DecodingException comes out and memory stays bounded. */
class CodecsFuzzTest {
    private static final ClassLoader LOADER = CodecsFuzzTest.class.getClassLoader();

    /** What one byte of input may cost: an element of a list of short strings is the dearest. */
    private static final long BYTES_PER_BYTE = 200;

    /** Streams, class descriptions, stack traces of the errors. */
    private static final long BYTES_AT_ALL = 2_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Codecs codecs = Codecs.standard();
    private final ThrowableCodec throwables = new ThrowableCodec(codecs);
    private final DecodeContext trusting = new DecodeContext(LOADER, ClassFilter.trusting());
    private final DecodeContext strict =
            new DecodeContext(LOADER, ClassFilter.builder().build());

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void randomBytesAreRefusedOrDecoded(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(0x44);
            }
            decodeEveryWay(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void mutatedValuesAreRefusedOrDecoded(long seed) {
        Random random = new Random(seed);
        List<byte[]> values = encodedValues();
        for (int i = 0; i < 1_000; i++) {
            decodeEveryWay(mutate(values.get(random.nextInt(values.size())), random));
        }
    }

    @Test
    void everyCutValueIsRefused() {
        for (byte[] value : encodedValues()) {
            for (int length = 0; length < Math.min(value.length, 300); length++) {
                byte[] cut = Arrays.copyOf(value, length);
                decodeEveryWay(cut);
                assertThat(isRefused(s -> codecs.skip(s), cut)).isTrue();
                assertThat(isRefused(s -> codecs.decode(s, trusting), cut)).isTrue();
            }
        }
    }

    @Test
    void whatDecodesIsSkippedToTheSamePlace() {
        Random random = new Random(5);
        List<byte[]> values = encodedValues();
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = mutate(values.get(random.nextInt(values.size())), random);
            ByteSource decoded = source(bytes);
            ByteSource skipped = source(bytes);
            if (!isRefused(s -> codecs.decode(s, strict), decoded)) {
                codecs.skip(skipped);
                assertThat(skipped.position()).isEqualTo(decoded.position());
            }
        }
    }

    private List<byte[]> encodedValues() {
        List<byte[]> values = new ArrayList<>();
        List<Object> samples = new ArrayList<>(SampleValues.fast());
        samples.addAll(SampleValues.slow());
        samples.add(Int32Value.of(77));
        samples.add((RemoteFunction<Integer, Integer>) x -> x + 1);
        for (Object value : samples) {
            ByteSink sink = new ByteSink();
            codecs.encode(value, sink);
            if (sink.size() < 5_000) {
                values.add(sink.toByteArray());
            }
        }
        return values;
    }

    private static byte[] mutate(byte[] value, Random random) {
        byte[] bytes = value.clone();
        int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
                case 3 -> System.arraycopy(bytes, random.nextInt(bytes.length), bytes, at, 1);
                default ->
                    Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) (random.nextBoolean() ? -1 : 0x7F));
            }
        }
        return bytes;
    }

    private void decodeEveryWay(byte[] bytes) {
        check(bytes, s -> codecs.decode(s, trusting));
        check(bytes, s -> codecs.decode(s, strict));
        check(bytes, codecs::skip);
        check(bytes, s -> throwables.decode(s, strict));
        check(bytes, throwables::skip);
    }

    /** The JVM counts in blocks that it hands to the thread: only what is dear three times is. */
    private void check(byte[] bytes, Consumer<ByteSource> decoder) {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3 && used > BYTES_AT_ALL + BYTES_PER_BYTE * bytes.length; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            isRefused(decoder, bytes);
            used = threads.getCurrentThreadAllocatedBytes() - before;
        }
        if (used > BYTES_AT_ALL + BYTES_PER_BYTE * bytes.length) {
            fail(used + " bytes set aside for " + Arrays.toString(bytes));
        }
    }

    private static boolean isRefused(Consumer<ByteSource> decoder, byte[] bytes) {
        return isRefused(decoder, source(bytes));
    }

    /** Anything but a DecodingException fails the test. */
    private static boolean isRefused(Consumer<ByteSource> decoder, ByteSource source) {
        try {
            decoder.accept(source);
            return false;
        } catch (DecodingException e) {
            return !e.getMessage().isBlank();
        }
    }

    private static ByteSource source(byte[] bytes) {
        return new ByteSource(ByteBuffer.wrap(bytes));
    }
}
