package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.RemoteBiFunction;
import dev.procession.core.RemoteCallable;
import dev.procession.core.RemoteFunction;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lambdas and method references by their words, and what goes by Java serialization all the same. */
class LambdaEncodingTest {
    private static final ClassLoader LOADER = LambdaEncodingTest.class.getClassLoader();
    private static final DecodeContext TRUSTING = new DecodeContext(LOADER, ClassFilter.trusting());
    private static final int LENGTH_AT = 1;
    private static final int WORDS_AT = LENGTH_AT + Integer.BYTES;

    private final Codecs codecs = Codecs.standard();

    @Test
    void whatCapturesNothingTravelsByItsWords() throws Exception {
        RemoteFunction<Integer, Integer> lambda = x -> x + 1;
        RemoteFunction<Integer, String> ofStatic = Integer::toBinaryString;
        RemoteFunction<String, Integer> unbound = String::length;
        RemoteBiFunction<String, String, String> unboundWithArgument = String::concat;
        RemoteFunction<String, StringBuilder> constructor = StringBuilder::new;
        RemoteFunction<Integer, int[]> arrayConstructor = int[]::new;
        RemoteFunction<List<Integer>, Integer> ofInterface = List::size;
        RemoteFunction<Object[], List<Object>> variable = Arrays::asList;
        assertThat(byWords(lambda).apply(41)).isEqualTo(42);
        assertThat(byWords(ofStatic).apply(5)).isEqualTo("101");
        assertThat(byWords(unbound).apply("four")).isEqualTo(4);
        assertThat(byWords(unboundWithArgument).apply("a", "b")).isEqualTo("ab");
        assertThat(byWords(constructor).apply("x").reverse()).hasToString("x");
        assertThat(byWords(arrayConstructor).apply(3)).hasSize(3);
        assertThat(byWords(ofInterface).apply(List.of(1, 2))).isEqualTo(2);
        assertThat(byWords(variable).apply(new Object[] {1, 2})).containsExactly(1, 2);
    }

    @Test
    void anyInterfaceThatIsSerializableWillDo() throws Exception {
        Callable<String> intersection = (Callable<String> & Serializable) () -> "both";
        assertThat(byWords(intersection).call()).isEqualTo("both");
    }

    @Test
    void capturedValuesWithATagOfTheirOwnTravelAlong() throws Exception {
        int number = Integer.parseInt("-7");
        long wide = number;
        boolean flag = number < 0;
        char letter = (char) ('h' + number);
        double fraction = number / 2.0;
        float narrow = number;
        byte small = (byte) number;
        short shorter = (short) number;
        String text = "ünïcödé \ud83d\ude00 " + number;
        String nothing = number < 0 ? null : "";
        int[] array = {number, 2};
        List<Object> list = new ArrayList<>(Arrays.asList(1, null, List.of("x")));
        RemoteCallable<List<Object>> lambda = () -> Arrays.asList(
                number, wide, flag, letter, fraction, narrow, small, shorter, text, nothing, array[0], list);
        assertThat(byWords(lambda).call()).isEqualTo(lambda.call());
        RemoteCallable<Integer> bound = text::length;
        assertThat(byWords(bound).call()).isEqualTo(text.length());
        RemoteCallable<Boolean> adds = () -> list.add(2);
        assertThat(byWords(adds).call()).as("an ArrayList grows").isTrue();
        assertThat(list).hasSize(3);
    }

    @Test
    void whatElseIsCapturedTravelsByJavaSerialization() throws Exception {
        Date date = new Date(7);
        RemoteCallable<Long> lambda = () -> date.getTime();
        assertThat(byStream(lambda).call()).isEqualTo(7);
        RemoteCallable<Integer> inner = () -> 5;
        RemoteCallable<Integer> outer = () -> inner.call() + 1;
        assertThat(byStream(outer).call()).isEqualTo(6);
        assertThat(byStream(new Host("of this").lambda()).call()).isEqualTo("of this");
    }

    @Test
    void whatIsCapturedTwiceStaysOneObject() throws Exception {
        List<Integer> first = new ArrayList<>();
        List<Integer> second = first;
        RemoteCallable<Boolean> lambda = () -> first == second;
        assertThat(byStream(lambda).call()).isTrue();
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        RemoteCallable<Boolean> cycle = () -> itself.get(0) == itself;
        assertThat(byStream(cycle).call()).isTrue();
    }

    @Test
    void lambdasAmongOtherValuesTravelToo() throws Exception {
        RemoteCallable<Integer> lambda = () -> 8;
        assertThat(decode(encode(new ArrayList<>(List.of(lambda)))))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement()
                .isInstanceOf(RemoteCallable.class);
    }

    @Test
    void aListThatChangesMeanwhileIsTheLambdasOwnError() {
        ArrayList<Integer> list = new ArrayList<>(List.of(1, 2, 3));
        RemoteCallable<Integer> lambda = list::size;
        Thread writer = new Thread(() -> {
            while (!Thread.interrupted()) {
                list.clear();
                list.add(1);
                list.add(2);
            }
        });
        writer.setDaemon(true);
        writer.start();
        try {
            for (int i = 0; i < 20_000; i++) {
                assertEncodesOrSays(lambda);
            }
        } finally {
            writer.interrupt();
        }
    }

    private void assertEncodesOrSays(RemoteCallable<Integer> lambda) {
        try {
            encode(lambda);
        } catch (EncodingException e) {
            assertThat(e).hasMessageContaining("Cannot encode the method reference java.util.ArrayList::size");
        }
    }

    @Test
    void theLimitOfTheSinkHoldsAndNothingIsLeft() {
        String text = "x".repeat(1_000);
        RemoteCallable<String> lambda = () -> text;
        ByteSink sink = new ByteSink(0, 500);
        assertThatExceptionOfType(EncodingException.class)
                .isThrownBy(() -> codecs.encode(lambda, sink))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
        assertThat(sink.size()).isZero();
    }

    @Test
    void everyCutLambdaIsRefusedAndSteppedOverWhole() {
        int captured = LENGTH_AT;
        byte[] whole = encode((RemoteCallable<Integer>) () -> captured + WORDS_AT);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertRefused(cut);
            if (length >= WORDS_AT) { // the length says that it is whole, the words do not
                ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(LENGTH_AT, length - WORDS_AT);
                assertRefused(cut);
            }
        }
        ByteSource source = new ByteSource(ByteBuffer.wrap(whole));
        codecs.skip(source);
        assertThat(source.remaining()).isZero();
    }

    @Test
    void whatStandsBehindALambdaIsRefused() {
        byte[] whole = encode((RemoteCallable<Integer>) () -> 1);
        byte[] longer = Arrays.copyOf(whole, whole.length + 2);
        ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(LENGTH_AT, longer.length - WORDS_AT);
        assertRefused(longer).hasMessageContaining("2 bytes are left over behind a lambda");
    }

    @Test
    void aTextThatIsAnnouncedAbsurdlyLongIsRefused() {
        byte[] bytes = encode((RemoteCallable<Integer>) () -> 1);
        Arrays.fill(bytes, WORDS_AT, WORDS_AT + 4, (byte) 0xFF);
        bytes[WORDS_AT + 4] = 0x7F;
        assertRefused(bytes).hasMessageContaining("are there");
    }

    @Test
    void capturedValuesAreAListAndNothingElse() {
        byte[] bytes = encode((RemoteCallable<Integer>) () -> 1);
        int listAt = bytes.length - 3; // tag, packing, count
        for (int tag : new int[] {TagLayout.NULL, TagLayout.ARRAY_LIST, TagLayout.JAVA, TagLayout.LAMBDA, 0}) {
            bytes[listAt] = (byte) tag;
            assertRefused(bytes).hasMessageContaining("tag " + tag + " stands where the list");
        }
    }

    @Test
    void capturedValuesThatTheLambdaDoesNotExpectAreRefused() {
        int captured = LENGTH_AT;
        byte[] bytes = encode((RemoteCallable<Integer>) () -> captured + WORDS_AT);
        byte[] fewer = Arrays.copyOf(bytes, bytes.length - 1);
        fewer[fewer.length - 1] = 0;
        ByteBuffer.wrap(fewer).order(ByteOrder.LITTLE_ENDIAN).putInt(LENGTH_AT, fewer.length - WORDS_AT);
        assertRefused(fewer).hasMessageContaining("Cannot decode the lambda in " + LambdaEncodingTest.class.getName());
        byte[] other = bytes.clone(); // at its end packing, count, and a number, or else an empty text
        other[other.length - 3] = TagLayout.PACKED_STRINGS;
        other[other.length - 1] = 0;
        assertRefused(other).hasMessageContaining("ClassCastException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lambda$", "apply", "RemoteFunction"})
    void aLambdaThatItsClassDoesNotHaveIsNamed(String word) {
        RemoteFunction<Integer, Integer> lambda = x -> x + 1;
        assertRefused(renamed(encode(lambda), word, "x".repeat(word.length())))
                .hasMessageContaining("at byte 0 of the value")
                .hasMessageContaining("class " + LambdaEncodingTest.class.getName()
                        + " has no such lambda here; use the" + " same version of it on both sides");
    }

    @Test
    void aClassThatIsMissingIsNamed() {
        RemoteFunction<Integer, Integer> lambda = x -> x + 1;
        byte[] bytes = encode(lambda);
        String here = LambdaEncodingTest.class.getName();
        String gone = here.replace("LambdaEncoding", "LambdaMissing_");
        assertRefused(renamed(bytes, here, gone))
                .hasMessageContaining("Cannot decode the lambda in " + here)
                .hasMessageContaining("class " + gone + " is not on the class path of process");
    }

    @Test
    void aClassWithoutLambdasIsSaidToBeAnotherVersion() {
        byte[] bytes = withCapturing(encode((RemoteFunction<Integer, Integer>) x -> x + 1), Plain.class.getName());
        assertRefused(bytes).hasMessageContaining("class " + Plain.class.getName() + " has no such lambda here");
    }

    @Test
    void aFilterThatDeniesRefusesBeforeAnyClassIsLookedFor() {
        byte[] bytes = withCapturing(encode((RemoteCallable<Integer>) () -> 1), "no.such.Thing");
        ClassFilter filter = ClassFilter.builder()
                .allowSourceOf(LambdaEncodingTest.class)
                .allow("java.lang.invoke.**")
                .build();
        assertThatExceptionOfType(DecodingException.class)
                .isThrownBy(() -> decode(bytes, new DecodeContext(LOADER, filter)))
                .withMessageContaining("Class java.lang.invoke.SerializedLambda at byte 0 of the value is refused")
                .withMessageContaining("never accepted")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLASS_REFUSED));
    }

    @Test
    void theThreadThatMustNotBeHeldUpDoesNotDecodeIt() {
        byte[] bytes = encode((RemoteCallable<Integer>) () -> 1);
        assertThat(codecs.isFast(new ByteSource(ByteBuffer.wrap(bytes)))).isFalse();
    }

    @Test
    void theClassComesFromTheGivenLoader() throws Exception {
        byte[] bytes = encode(Elsewhere.whoAmI());
        DecodeContext elsewhere = new DecodeContext(new Anew(), ClassFilter.trusting());
        Object decoded = decode(bytes, elsewhere);
        assertThat(decoded.getClass().getClassLoader()).isInstanceOf(Anew.class);
        assertThat(((RemoteCallable<?>) decoded).call()).isEqualTo("Anew");
    }

    @Test
    void aStaticInitialiserThatFailsIsTheCause() {
        byte[] bytes = encode(Elsewhere.whoAmI());
        System.setProperty(Elsewhere.BREAK, "");
        try {
            DecodeContext elsewhere = new DecodeContext(new Anew(), ClassFilter.trusting());
            assertThatThrownBy(() -> decode(bytes, elsewhere))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("Cannot decode the lambda in " + Elsewhere.class.getName() + ".whoAmI")
                    .hasMessageContaining("its deserialization failed with java.lang.ExceptionInInitializerError")
                    .hasCauseInstanceOf(ExceptionInInitializerError.class)
                    .hasRootCauseMessage("on purpose");
        } finally {
            System.clearProperty(Elsewhere.BREAK);
        }
    }

    @Test
    void aClassThatTheInitialiserLacksIsNamed() {
        byte[] bytes = encode(Elsewhere.whoAmI());
        System.setProperty(Elsewhere.BREAK, "lib/Needed");
        try {
            DecodeContext elsewhere = new DecodeContext(new Anew(), ClassFilter.trusting());
            assertThatThrownBy(() -> decode(bytes, elsewhere))
                    .hasMessageContaining(": class lib.Needed is not on the class path of process");
        } finally {
            System.clearProperty(Elsewhere.BREAK);
        }
    }

    private <F> F byWords(F function) {
        return travel(function, TagLayout.LAMBDA);
    }

    private <F> F byStream(F function) {
        return travel(function, TagLayout.JAVA);
    }

    @SuppressWarnings("unchecked")
    private <F> F travel(F function, int tag) {
        byte[] bytes = encode(function);
        assertThat(bytes[0]).isEqualTo((byte) tag);
        assertThat(encode(function)).as("the same bytes each time").isEqualTo(bytes);
        return (F) decode(bytes);
    }

    private byte[] encode(Object value) {
        ByteSink sink = new ByteSink();
        codecs.encode(value, sink);
        return sink.toByteArray();
    }

    private Object decode(byte[] bytes) {
        return decode(bytes, TRUSTING);
    }

    private Object decode(byte[] bytes, DecodeContext context) {
        return codecs.decode(new ByteSource(ByteBuffer.wrap(bytes)), context);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] bytes) {
        return assertThatThrownBy(() -> decode(bytes)).isInstanceOf(DecodingException.class);
    }

    /** Another word of the same length in the place of one, wherever it stands first. */
    private static byte[] renamed(byte[] bytes, String word, String other) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(word);
        return (text.substring(0, at) + other + text.substring(at + word.length()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same words with another capturing class, which stands first. */
    private static byte[] withCapturing(byte[] bytes, String name) {
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        source.skip(WORDS_AT);
        source.skip((int) (source.readVarLong() >>> 2));
        ByteSink sink = new ByteSink();
        sink.writeByte(TagLayout.LAMBDA);
        int lengthAt = sink.reserve(Integer.BYTES);
        sink.writeVarInt(name.length() << 2);
        sink.write(name.getBytes(StandardCharsets.ISO_8859_1));
        sink.write(source.readBytes(source.remaining()));
        sink.putInt(lengthAt, sink.size() - WORDS_AT);
        return sink.toByteArray();
    }

    private static final class Plain {}

    private static final class Host implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String name;

        Host(String name) {
            this.name = name;
        }

        RemoteCallable<String> lambda() {
            return () -> name;
        }
    }

    /** Says by which loader it was loaded; fails to be initialised if it is told to. */
    static final class Elsewhere {
        static final String BREAK = "procession.test.break";

        static {
            String how = System.getProperty(BREAK);
            if (how != null && how.isEmpty()) {
                throw new IllegalStateException("on purpose");
            } else if (how != null) {
                throw new NoClassDefFoundError(how);
            }
        }

        private Elsewhere() {}

        static RemoteCallable<String> whoAmI() {
            return () -> Elsewhere.class.getClassLoader().getClass().getSimpleName();
        }
    }

    /** Defines that class anew. */
    private static final class Anew extends ClassLoader {
        Anew() {
            super(LOADER);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Elsewhere.class.getName()) || findLoadedClass(name) != null) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = LOADER.getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
