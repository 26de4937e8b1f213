package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int32Value;
import dev.procession.core.RemoteCallable;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProtocolException;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
    private static final DecodeContext TRUSTING =
            new DecodeContext(CodecsTest.class.getClassLoader(), ClassFilter.trusting());

    private final Codecs codecs = Codecs.standard();

    record Point(int x, int y) implements Serializable {}

    enum Colour {
        RED,
        GREEN
    }

    static Stream<Arguments> fastValues() {
        return SampleValues.fast().stream().map(CodecsTest::argument);
    }

    static Stream<Arguments> allValues() {
        return Stream.concat(SampleValues.fast().stream(), SampleValues.slow().stream())
                .map(CodecsTest::argument);
    }

    /** An array would be taken for several arguments. */
    private static Arguments argument(Object value) {
        return () -> new Object[] {value};
    }

    @ParameterizedTest
    @MethodSource("allValues")
    void aValueComesBackEqualAndOfTheSameClass(Object value) {
        assertSame(value, roundTrip(value));
    }

    @ParameterizedTest
    @MethodSource("allValues")
    void aValueComesBackFromADirectBufferToo(Object value) {
        byte[] bytes = encode(value);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        assertSame(value, codecs.decode(new ByteSource(direct), TRUSTING));
    }

    @ParameterizedTest
    @MethodSource("allValues")
    void skipStopsWhereDecodeStops(Object value) {
        ByteSink sink = new ByteSink();
        codecs.encode(value, sink);
        int end = sink.size();
        sink.writeLong(-1);
        ByteSource decoded = new ByteSource(ByteBuffer.wrap(sink.toByteArray()));
        codecs.decode(decoded, TRUSTING);
        ByteSource skipped = new ByteSource(ByteBuffer.wrap(sink.toByteArray()));
        codecs.skip(skipped);
        assertThat(decoded.position()).isEqualTo(end);
        assertThat(skipped.position()).isEqualTo(end);
    }

    @ParameterizedTest
    @MethodSource("fastValues")
    void valuesWithATagOfTheirOwnAreFast(Object value) {
        assertThat(isFast(value)).isTrue();
    }

    @Test
    void nullComesBack() {
        assertThat(roundTrip(null)).isNull();
        assertThat(isFast(null)).isTrue();
    }

    @Test
    void otherValuesAreNotFast() {
        assertThat(SampleValues.slow()).noneMatch(this::isFast);
    }

    @Test
    void theKindOfListSurvives() {
        List<Object> growing = list(roundTrip(new ArrayList<>(List.of(1, 2))));
        growing.add(3);
        assertThat(growing).containsExactly(1, 2, 3);

        List<Object> fixed = list(roundTrip(Arrays.asList("a", "b")));
        fixed.set(0, "c");
        assertThat(fixed).containsExactly("c", "b");
        assertThatThrownBy(() -> fixed.add("d")).isInstanceOf(UnsupportedOperationException.class);

        for (List<Integer> immutable : List.of(List.<Integer>of(), List.of(1), List.of(1, 2), List.of(1, 2, 3))) {
            List<Object> decoded = list(roundTrip(immutable));
            assertThatThrownBy(() -> decoded.add(4)).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(roundTrip(List.of())).isSameAs(List.of());
    }

    @Test
    void aStreamsListKeepsItsNulls() {
        List<Object> decoded = list(roundTrip(Stream.of("a", null, "b").toList()));
        assertThat(decoded).containsExactly("a", null, "b");
        assertThat(decoded.contains(null)).isTrue();
        assertThat(list(roundTrip(Stream.of(1).toList())).contains(null)).isFalse();
    }

    @Test
    void aListThatHoldsOneArrayTwiceStillHoldsOneArray() {
        int[] shared = {1, 2};
        List<Object> decoded = list(roundTrip(new ArrayList<>(List.of(shared, shared))));
        assertThat(decoded.get(0)).isSameAs(decoded.get(1)).isEqualTo(shared);
    }

    @Test
    void aListThatHoldsItselfComesBackAsOne() {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);
        List<Object> decoded = list(roundTrip(cyclic));
        assertThat(decoded.get(0)).isSameAs(decoded);
        assertThat(isFast(cyclic)).isFalse();
    }

    @Test
    void listsAreFastUpToFourDeep() {
        assertThat(isFast(nested(4))).isTrue();
        assertThat(isFast(nested(5))).isFalse();
        assertThat(roundTrip(nested(4))).isEqualTo(nested(4));
        assertThat(roundTrip(nested(5))).isEqualTo(nested(5));
    }

    @Test
    void everySequenceOfCharsSurvives() {
        for (String text :
                List.of("\uD800", "a\uDC00b", "\uDC00\uD800", "\uD83D\uDE00", "\uD83D\uDE00\uD83D", "é", "€")) {
            assertThat(roundTrip(text)).isEqualTo(text);
            assertThat(list(roundTrip(List.of(text, "plain", text)))).containsExactly(text, "plain", text);
        }
    }

    @Test
    void everyNaNSurvives() {
        double odd = Double.longBitsToDouble(0x7ff8_0000_0000_0123L);
        assertThat(Double.doubleToRawLongBits((Double) roundTrip(odd))).isEqualTo(0x7ff8_0000_0000_0123L);
        assertThat(roundTrip(-0.0)).isEqualTo(-0.0);
    }

    @Test
    void aLongLinkedListIsNoDeepGraph() {
        LinkedList<Integer> long10k =
                new LinkedList<>(IntStream.range(0, 10_000).boxed().toList());
        assertThat(roundTrip(long10k)).isEqualTo(long10k);
    }

    @Test
    void severalValuesFollowEachOther() {
        ByteSink sink = new ByteSink();
        for (Object value : SampleValues.fast()) {
            codecs.encode(value, sink);
            codecs.encode(new Point(1, 2), sink);
        }
        ByteSource source = new ByteSource(ByteBuffer.wrap(sink.toByteArray()));
        for (Object value : SampleValues.fast()) {
            assertSame(value, codecs.decode(source, TRUSTING));
            assertThat(codecs.decode(source, TRUSTING)).isEqualTo(new Point(1, 2));
        }
        assertThat(source.remaining()).isZero();
    }

    @Test
    void aFailedEncodeLeavesTheSinkAsItWas() {
        ByteSink sink = new ByteSink();
        sink.writeInt(7);
        assertThatThrownBy(() -> codecs.encode(new ArrayList<>(List.of(1, new Object())), sink))
                .isInstanceOf(EncodingException.class);
        assertThat(sink.size()).isEqualTo(4);
    }

    @Test
    void aValueAboveTheSinksLimitFailsAndLeavesTheSinkAsItWas() {
        for (Object value : List.of(new byte[2000], "x".repeat(2000), new long[200], new Point[2000])) {
            ByteSink sink = new ByteSink(16, 1000);
            sink.writeInt(7);
            assertThatExceptionOfType(EncodingException.class)
                    .isThrownBy(() -> codecs.encode(value, sink))
                    .withMessageContaining("the limit is 1000")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
            assertThat(sink.size()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x0C, 0x19, 0x24, 0x3F, 0x44, 0x6F, 0x70, 0x7F, 0x80, 0xFF})
    void tagsThatAreNotInUseAreRefused(int tag) {
        byte[] bytes = {(byte) tag, 0, 0, 0, 0, 0};
        assertThat(codecs.isFast(new ByteSource(ByteBuffer.wrap(bytes)))).isFalse();
        assertThatThrownBy(() -> decode(bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("tag " + tag);
        assertThatThrownBy(() -> codecs.skip(new ByteSource(ByteBuffer.wrap(bytes))))
                .isInstanceOf(DecodingException.class);
    }

    @Test
    void protobufMessagesTravelAsSuch() {
        Int32Value message = Int32Value.of(42);
        byte[] bytes = encode(message);
        assertThat(bytes[0]).isEqualTo((byte) TagLayout.PROTOBUF);
        assertThat(decode(bytes)).isEqualTo(message);
    }

    @Test
    void withoutProtobufOnTheClassPathAllElseWorks() throws Exception {
        URL core = Codecs.class.getProtectionDomain().getCodeSource().getLocation();
        URL tests = CodecsTest.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader bare = new URLClassLoader(new URL[] {core, tests}, ClassLoader.getPlatformClassLoader())) {
            Callable<?> program = (Callable<?>) bare.loadClass(WithoutProtobuf.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(program.call()).isEqualTo("[1, x, 2020-01-01, 42]");
            assertThatThrownBy(() -> bare.loadClass(Int32Value.class.getName()))
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }

    /** Runs with core and the JDK alone. */
    public static final class WithoutProtobuf implements Callable<String> {
        @Override
        public String call() throws Exception {
            Codecs codecs = Codecs.load(WithoutProtobuf.class.getClassLoader());
            DecodeContext context = new DecodeContext(WithoutProtobuf.class.getClassLoader(), ClassFilter.trusting());
            List<Object> results = new ArrayList<>();
            for (Object value : List.of(1, "x", LocalDate.of(2020, 1, 1))) {
                ByteSink sink = new ByteSink();
                codecs.encode(value, sink);
                results.add(codecs.decode(new ByteSource(ByteBuffer.wrap(sink.toByteArray())), context));
            }
            RemoteCallable<Integer> function = () -> 42;
            FunctionCodec functions = new FunctionCodec(codecs);
            Object decoded = functions.decode(functions.encode(function).bytes(), context);
            results.add(((RemoteCallable<?>) decoded).call());
            return results.toString();
        }
    }

    @Test
    void aUsersCodecThatFailsIsNamed() {
        Codecs failing = Codecs.of(List.of(new FailingCodec()));
        ByteSink sink = new ByteSink();
        assertThatThrownBy(() -> failing.encode(new Point(1, 2), sink))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("codec failing failed with java.lang.IllegalStateException: encode");
        assertThatThrownBy(() -> failing.encode(Colour.RED, sink))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("codec failing failed with java.lang.IllegalStateException: accepts");
        assertThat(sink.size()).isZero();
        byte[] bytes = {TagLayout.USER, 2, 0, 0, 0, 0, 7};
        assertThatThrownBy(() -> failing.decode(new ByteSource(ByteBuffer.wrap(bytes)), TRUSTING))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("Codec failing failed at byte 1 of the value");
    }

    @Test
    void twoCodecsOfOneNameAreRefused() {
        assertThatThrownBy(() -> Codecs.of(List.of(new PointCodec(), new PointCodec())))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("Two codecs are named point");
    }

    @Test
    void theCodecsOfAnotherProcessAreMadeByTheirClassNames() {
        Codecs theirs = Codecs.of(List.of(new PointCodec()));
        Codecs ours = Codecs.named(theirs.classNames(), null);
        assertThat(ours.names()).isEqualTo(theirs.names());
        assertThat(Codecs.named(List.of(), null)).isSameAs(Codecs.standard());
    }

    @Test
    void whereACodecOfAnotherProcessIsNotTheTwoDiffer() {
        Codecs ours = Codecs.named(List.of("com.example.NotHere"), null);
        assertThat(ours.names()).isEqualTo(Codecs.standard().names());
        Codecs others = Codecs.named(List.of(String.class.getName()), null);
        assertThat(others.names()).isEqualTo(Codecs.standard().names());
    }

    @Test
    void codecsAreNumberedByTheirNamesWhateverTheOrderTheyAreFoundIn() {
        Codecs one = Codecs.of(List.of(new PointCodec(), new FailingCodec()));
        Codecs other = Codecs.of(List.of(new FailingCodec(), new PointCodec()));
        assertThat(one.names()).isEqualTo(other.names()).endsWith("failing", "point");
    }

    @Test
    void aSlowValueThatCannotBeDecodedIsStillSteppedOver() {
        ByteSink sink = new ByteSink();
        codecs.encode(new Point(1, 2), sink);
        codecs.encode("after", sink);
        ByteSource source = new ByteSource(ByteBuffer.wrap(sink.toByteArray()));
        DecodeContext strict = new DecodeContext(
                CodecsTest.class.getClassLoader(), ClassFilter.builder().build());
        assertThatThrownBy(() -> codecs.decode(source, strict)).isInstanceOf(DecodingException.class);
        assertThat(codecs.decode(source, strict)).isEqualTo("after");
    }

    @Test
    void namesThatAgreeGiveNoMismatchAndOthersASentence() {
        List<String> ours = codecs.names();
        assertThat(Codecs.mismatch(ours, List.copyOf(ours))).isEmpty();
        assertThat(Codecs.mismatch(ours, List.of("tagged-1", "java-1", "protobuf-1", "fory")))
                .contains("only there [fory]");
    }

    @Test
    void aUsersCodecIsAskedBeforeJavaSerializationButAfterTheTags() throws IOException {
        Codecs withUser = Codecs.of(List.of(new PointCodec()));
        assertThat(withUser.names()).endsWith("point");
        ByteSink sink = new ByteSink();
        withUser.encode(new Point(3, 4), sink);
        assertThat(sink.array()[0]).isEqualTo((byte) TagLayout.USER);
        ByteSource source = new ByteSource(ByteBuffer.wrap(sink.toByteArray()));
        assertThat(withUser.decode(source, TRUSTING)).isEqualTo(new Point(3, 4));
        assertThatThrownBy(() -> decode(sink.toByteArray()))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("no user codec");
    }

    @Test
    void aMapOfSlowAndFastValuesComesBack() {
        Map<String, Object> map = Map.of("colour", Colour.RED, "big", BigInteger.TEN, "time", Duration.ofDays(1));
        assertThat(roundTrip(map)).isEqualTo(map);
        assertThat(list(roundTrip(Collections.unmodifiableList(new ArrayList<>(List.of(1))))))
                .containsExactly(1);
    }

    private static List<Object> nested(int depth) {
        List<Object> list = new ArrayList<>(List.of("leaf"));
        for (int i = 1; i < depth; i++) {
            list = new ArrayList<>(List.of(list));
        }
        return list;
    }

    private static void assertSame(Object expected, Object actual) {
        assertThat(actual).isEqualTo(expected);
        assertThat(actual.getClass()).isEqualTo(expected.getClass());
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private boolean isFast(Object value) {
        return codecs.isFast(new ByteSource(ByteBuffer.wrap(encode(value))));
    }

    private byte[] encode(Object value) {
        ByteSink sink = new ByteSink();
        codecs.encode(value, sink);
        return sink.toByteArray();
    }

    private Object decode(byte[] bytes) {
        return codecs.decode(new ByteSource(ByteBuffer.wrap(bytes)), TRUSTING);
    }

    private Object roundTrip(Object value) {
        return decode(encode(value));
    }

    /** Reads and writes points. */
    public static final class PointCodec implements Codec {
        /** Made by its class name. */
        public PointCodec() {}

        @Override
        public String name() {
            return "point";
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Point;
        }

        @Override
        public void encode(Object value, ByteSink sink) {
            sink.writeInt(((Point) value).x());
            sink.writeInt(((Point) value).y());
        }

        @Override
        public Object decode(ByteSource source, DecodeContext context) {
            return new Point(source.readInt(), source.readInt());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 300, 1_000, 1 << 20})
    void whatIsNotSerializableIsSaidToBeThatHoweverSmallTheLimit(int limit) {
        assertThatThrownBy(() -> codecs.encode(new ArrayList<>(List.of(new Object())), new ByteSink(16, limit)))
                .isInstanceOf(EncodingException.class)
                .satisfies(e -> assertThat(((EncodingException) e).code())
                        .isEqualTo(limit == 16 ? ErrorCode.FRAME_TOO_LARGE : ErrorCode.ENCODING_FAILED));
    }

    @Test
    void anObjectionThatIsAValueDoesNotHideThatItIsTooLarge() {
        List<Object> value = new ArrayList<>(List.of(new java.io.NotSerializableException("sent"), new int[1_000]));
        assertThatThrownBy(() -> codecs.encode(value, new ByteSink(16, 3_000)))
                .isInstanceOf(EncodingException.class)
                .satisfies(e -> assertThat(((EncodingException) e).code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
    }

    private static final class FailingCodec implements Codec {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public boolean accepts(Object value) {
            if (value instanceof Colour) {
                throw new IllegalStateException("accepts");
            }
            return true;
        }

        @Override
        public void encode(Object value, ByteSink sink) {
            sink.writeInt(1);
            throw new IllegalStateException("encode");
        }

        @Override
        public Object decode(ByteSource source, DecodeContext context) {
            throw new IllegalStateException("decode");
        }
    }
}
