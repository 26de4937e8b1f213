package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.JvmProcess;
import dev.procession.core.RemoteCallable;
import dev.procession.core.RemoteFunction;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.connection.Pipe;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import java.io.ByteArrayInputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FunctionCodecTest {
    private static final String HERE = FunctionCodecTest.class.getName();
    private static final DecodeContext TRUSTING =
            new DecodeContext(FunctionCodecTest.class.getClassLoader(), ClassFilter.trusting());

    private static final RemoteFunction<Integer, Integer> OF_A_FIELD = x -> x + 1;

    private final FunctionCodec functions = new FunctionCodec(Codecs.standard());
    private int field = 3;

    /** Java serialization must not be given the test itself. */
    private final Object notSerializable = new Object();

    @Test
    void aLambdaWithoutCapturesComesBackAndCapturesNothing() throws Exception {
        RemoteFunction<Integer, Integer> twice = x -> 2 * x;
        EncodedFunction encoded = functions.encode(twice);
        assertThat(encoded.capturesNothing()).isTrue();
        assertThat(encoded.description())
                .isEqualTo("lambda in " + HERE + ".aLambdaWithoutCapturesComesBackAndCapturesNothing");
        assertThat(this.<RemoteFunction<Integer, Integer>>decode(encoded).apply(21))
                .isEqualTo(42);
        assertThat(functions.encode(twice)).isEqualTo(encoded);
    }

    @Test
    void aLambdaThatCapturesSaysSoAndFollowsItsCaptures() throws Exception {
        List<Integer> numbers = new ArrayList<>(List.of(1));
        RemoteCallable<Integer> size = numbers::size;
        EncodedFunction before = functions.encode(size);
        numbers.add(2);
        EncodedFunction after = functions.encode(size);
        assertThat(before.capturesNothing()).isFalse();
        assertThat(after).isNotEqualTo(before);
        assertThat(this.<RemoteCallable<Integer>>decode(before).call()).isEqualTo(1);
        assertThat(this.<RemoteCallable<Integer>>decode(after).call()).isEqualTo(2);
    }

    @Test
    void methodReferencesAreNamedAsTheyAreWritten() {
        RemoteFunction<Integer, String> binary = Integer::toBinaryString;
        assertThat(functions.encode(binary).description()).isEqualTo("java.lang.Integer::toBinaryString");
        assertThat(functions.encode(binary).capturesNothing()).isTrue();
        RemoteFunction<String, StringBuilder> make = StringBuilder::new;
        assertThat(functions.encode(make).description()).isEqualTo("java.lang.StringBuilder::new");
        RemoteFunction<String, Integer> length = String::length;
        assertThat(functions.encode(length).description()).isEqualTo("java.lang.String::length");
        RemoteCallable<Integer> bound = "abc"::length;
        assertThat(functions.encode(bound).description()).isEqualTo("java.lang.String::length");
        assertThat(functions.encode(bound).capturesNothing()).isFalse();
    }

    @Test
    void lambdasOutsideOfMethodsAreNamedByWhereTheyStand() {
        assertThat(functions.encode(OF_A_FIELD).description()).isEqualTo("lambda in " + HERE + "'s static initialiser");
        assertThat(functions.encode(new HoldsLambda().lambda).description())
                .isEqualTo("lambda in " + HoldsLambda.class.getName() + "'s constructor");
    }

    @Test
    void anObjectWithoutSerializedFieldsCapturesNothing() throws Exception {
        EncodedFunction encoded = functions.encode(new Increment());
        assertThat(encoded.capturesNothing()).isTrue();
        assertThat(encoded.description()).isEqualTo(Increment.class.getTypeName());
        assertThat(this.<Increment>decode(encoded).apply(1)).isEqualTo(2);
    }

    @Test
    void anObjectWhoseBytesMayDifferCapturesSomething() {
        for (Serializable function :
                List.of(new Add(1), new AddMore(1), new Writes(), new Replaces(), new External(), Operation.NEGATE)) {
            assertThat(functions.encode(function).capturesNothing())
                    .as(function.getClass().getName())
                    .isFalse();
        }
    }

    private static <T> T same(T value) {
        return value;
    }

    @Test
    void aMethodReferenceThatJavacTakesForAnotherIsRefused() {
        RemoteFunction<String, String> text = FunctionCodecTest::same;
        RemoteFunction<Integer, Integer> number = FunctionCodecTest::same;
        RemoteFunction<Integer, Integer> lambda = value -> same(value);
        assertThat(functions.encode(text).capturesNothing()).isTrue();
        assertThat(functions.encode(lambda).capturesNothing()).isTrue();
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> functions.encode(number))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContainingAll(
                            "Cannot encode the method reference dev.procession.core.codec.FunctionCodecTest::same",
                            "with other types ((String)String, this one has (Integer)Integer)",
                            "write this one as a lambda");
        }
    }

    @Test
    void bytesThatAreNoFunctionAreRefused() {
        assertThatThrownBy(() -> functions.decode(new byte[0], TRUSTING)).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> functions.decode(new byte[] {TagLayout.NULL}, TRUSTING))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("they hold null");
        byte[] longer = java.util.Arrays.copyOf(functions.encode(OF_A_FIELD).bytes(), 2000);
        assertThatThrownBy(() -> functions.decode(longer, TRUSTING))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("left over");
    }

    @Test
    void aCapturedVariableThatCannotBeSerializedIsNamedByNumberAndType() {
        String harmless = "x".repeat(field);
        InputStream stream = new ByteArrayInputStream(new byte[0]);
        RemoteRunnable lambda = () -> System.out.println(harmless + stream);
        assertMessage(lambda)
                .hasMessageContaining("Cannot encode the lambda in " + HERE
                        + ".aCapturedVariableThatCannotBeSerializedIsNamedByNumberAndType")
                .hasMessageContaining("captured variable 2 of the lambda in")
                .hasMessageContaining("type java.io.ByteArrayInputStream is not Serializable");
    }

    @Test
    void aFieldBehindACapturedVariableIsNamedByItsPath() {
        Order order = new Order(new Customer(new Object()));
        RemoteRunnable lambda = () -> System.out.println(order);
        assertMessage(lambda)
                .hasMessageContaining("captured variable 1 of the lambda in")
                .hasMessageContaining(
                        "type " + Order.class.getTypeName() + " -> field `customer.socket`, type java.lang.Object");
    }

    @Test
    void aLambdaThatCapturesThisIsToldSo() {
        RemoteCallable<Integer> lambda = () -> field + notSerializable.hashCode();
        assertMessage(lambda)
                .hasMessageContaining("it captures `this` (" + HERE + ") because it uses a field or method of it;"
                        + " make that field or method static, copy what it needs into a local variable first or make"
                        + " the class Serializable");
    }

    @Test
    void aLambdaThatCapturesASerializableThisIsToldWhichFieldIsNot() {
        assertMessage(new SerializableHost(new Object()).lambda())
                .hasMessageContaining("it captures `this` (" + SerializableHost.class.getTypeName() + ")")
                .hasMessageContaining("field `connection`, type java.lang.Object is not Serializable");
    }

    @Test
    void aBoundMethodReferenceNamesTheObjectBeforeIt() {
        Object receiver = new Object();
        RemoteCallable<String> bound = receiver::toString;
        assertMessage(bound)
                .hasMessageContaining("the object before :: of java.lang.Object::toString, type java.lang.Object");
        RemoteCallable<String> ofOurOwn = new Host()::own;
        assertMessage(ofOurOwn)
                .hasMessageContaining("Make the method static, or: Make " + Host.class.getTypeName() + " implement");
    }

    @Test
    void aPlainLambdaInsideIsNamedAsOne() {
        Function<Integer, Integer> plain = x -> x;
        RemoteFunction<Integer, Integer> outer = x -> plain.apply(x);
        assertMessage(outer)
                .hasMessageContaining("captured variable 1")
                .hasMessageContaining("a lambda of type java.util.function.Function is not Serializable")
                .hasMessageContaining("such as RemoteFunction");
        Runnable task = () -> {};
        RemoteRunnable around = () -> task.run();
        assertMessage(around).hasMessageContaining("such as RemoteRunnable");
        RemoteFunction<Integer, Integer> reference = plain::apply;
        assertMessage(reference)
                .hasMessageContaining("Declare the lambda")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Make the method static"));
    }

    @Test
    void aLambdaInsideALambdaIsFollowed() {
        Object culprit = new Object();
        RemoteCallable<String> inner = () -> "x" + culprit;
        RemoteCallable<String> outer = () -> inner.call();
        assertMessage(outer).hasMessageContaining("captured variable 1").hasMessageContaining("java.lang.Object");
    }

    @Test
    void anObjectsPathLeadsThroughFieldsArraysListsAndMaps() {
        Customer culprit = new Customer(new Object());
        assertMessage(new Order(culprit))
                .hasMessageContaining("Order.customer.socket (java.lang.Object) is not Serializable");
        assertMessage(new Holder(new Object[] {1, culprit}))
                .hasMessageContaining("Holder.value[1].socket (java.lang.Object)");
        assertMessage(new Holder(List.of(1, culprit)))
                .hasMessageContaining("Holder.value[1].socket (java.lang.Object)");
        assertMessage(new Holder(Map.of("key", culprit)))
                .hasMessageContaining("Holder.value[key].socket (java.lang.Object)");
        assertMessage(new ArrayList<>(List.of(culprit))).hasMessageContaining("ArrayList[0].socket (java.lang.Object)");
        Supplier<String> plain = () -> "x";
        assertMessage(new Holder(plain))
                .hasMessageContaining("Holder.value (a lambda of type java.util.function.Supplier)");
    }

    @Test
    void aFileSystemPathIsToBeSentAsText() {
        Path path = Path.of("x");
        RemoteCallable<Path> lambda = () -> path;
        assertMessage(lambda)
                .hasMessageContaining("Send path.toString(), and make it a Path again inside the function");
        assertMessage(new Holder(path)).hasMessageContaining("Send path.toString()");
        assertRefusal(path)
                .hasMessageContaining("Send path.toString()")
                .hasMessageNotContaining("implement java.io.Serializable");
    }

    @Test
    void nobodyIsToldToChangeAClassOfTheJdk() {
        assertRefusal(Runtime.getRuntime()).hasMessageNotContaining("implement java.io.Serializable");
        assertMessage(new Holder(Runtime.getRuntime()))
                .hasMessageContaining(
                        "Make it inside the function, mark the field transient, or send what it is made from");
        assertMessage(new HidesCulprit()).hasMessageNotContaining("implement java.io.Serializable");
    }

    @Test
    void viewsOfCollectionsAreToBeCopied() {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
        assertRefusal(map.keySet()).hasMessageContaining("copy it, new LinkedHashSet<>(it)");
        assertRefusal(map.values()).hasMessageContaining("copy it, new ArrayList<>(it)");
        assertMessage(new Holder(map.entrySet().iterator().next()))
                .hasMessageContaining("copy it, new AbstractMap.SimpleEntry<>(it)");
    }

    @Test
    void nobodyIsToldToChangeAClassOfOurs() {
        try (Pipe<String> pipe = Pipe.open();
                Pipe.OneWay<String> oneWay = Pipe.simplex()) {
            assertRefusal(pipe).hasMessageContaining("send one of its ends, first() or second()");
            assertRefusal(oneWay).hasMessageContaining("send one of its ends, receiver() or sender()");
        }
        assertRefusal(JvmProcess.builder())
                .hasMessageContaining("make another one where it is needed")
                .hasMessageNotContaining("implement");
    }

    @Test
    void anAnonymousClassGivesWayToARecord() {
        Supplier<String> anonymous = new Supplier<>() {
            @Override
            public String get() {
                return "x";
            }
        };
        assertRefusal(anonymous).hasMessageContaining("use a record that implements java.io.Serializable");
    }

    @Test
    void aPathThatCannotBeFoundStillNamesTheClass() {
        assertMessage(new HidesCulprit())
                .hasMessageContaining("it holds a java.lang.Object, which is not Serializable");
    }

    @Test
    void whateverWriteObjectThrowsBecomesAnEncodingException() {
        for (Throwable thrown :
                List.of(new IOException("io"), new IllegalStateException("state"), new AssertionError("error"))) {
            assertMessage(new Throws(thrown))
                    .hasMessageContaining("its serialization failed with " + thrown)
                    .hasRootCause(thrown);
        }
    }

    @Test
    void ofAVeryLongMessageOnlyTheBeginningIsRepeated() {
        assertMessage(new Throws(new IllegalStateException("x".repeat(1 << 20))))
                .hasMessageContaining("xxx... (cut, it has 1048609 characters)")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(3_000));
    }

    @Test
    void aChainThatOverflowsTheStackIsToldToBeTooDeep() {
        Holder chain = new Holder(null);
        for (int i = 0; i < 200_000; i++) {
            chain = new Holder(chain);
        }
        assertMessage(chain).hasMessageContaining("nested too deeply");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertMessage(Serializable function) {
        return assertThatThrownBy(() -> functions.encode(function)).isInstanceOf(EncodingException.class);
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefusal(Object value) {
        return assertThatThrownBy(() -> Codecs.standard().encode(value, new ByteSink(1 << 10)))
                .isInstanceOf(EncodingException.class);
    }

    @SuppressWarnings("unchecked")
    private <F> F decode(EncodedFunction encoded) {
        return (F) functions.decode(encoded.bytes(), TRUSTING);
    }

    private static final class HoldsLambda {
        final RemoteRunnable lambda = () -> {};
    }

    record Order(Customer customer) implements Serializable {}

    record Customer(Object socket) implements Serializable {}

    record Holder(Object value) implements Serializable {}

    private static final class SerializableHost implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Object connection;

        SerializableHost(Object connection) {
            this.connection = connection;
        }

        RemoteCallable<String> lambda() {
            return () -> "x" + connection;
        }
    }

    private static final class Increment implements RemoteFunction<Integer, Integer> {
        private static final long serialVersionUID = 1L;
        private transient int calls;

        @Override
        public Integer apply(Integer argument) {
            calls++;
            return argument + 1;
        }
    }

    private static class Add implements Serializable {
        private static final long serialVersionUID = 1L;
        final int amount;

        Add(int amount) {
            this.amount = amount;
        }
    }

    private static final class AddMore extends Add {
        private static final long serialVersionUID = 1L;

        AddMore(int amount) {
            super(amount);
        }
    }

    private static final class Writes implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeLong(System.nanoTime());
        }
    }

    private static final class Replaces implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return "x";
        }
    }

    /** Writes what it likes. */
    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1L;

        /** For the decoder. */
        public External() {}

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    enum Operation {
        NEGATE,
        DOUBLE
    }

    private static final class HidesCulprit implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(new Object());
        }
    }

    private static final class Throws implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient Throwable thrown;

        Throws(Throwable thrown) {
            this.thrown = thrown;
        }

        private void writeObject(ObjectOutputStream out) {
            sneak(thrown);
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneak(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    private static final class Host {
        String own() {
            return toString();
        }
    }
}
