package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int32Value;
import dev.procession.core.DeathCertificate;
import dev.procession.core.ExitStatus;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.log.RemoteThrowable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.security.ProtectionDomain;
import java.sql.Timestamp;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import javax.management.BadAttributeValueExpException;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassFilterTest {
    private static final ClassLoader LOADER = ClassFilterTest.class.getClassLoader();

    private final Codecs codecs = Codecs.standard();

    record Mine(Object value) implements Serializable {}

    enum Colour {
        RED
    }

    static List<Object> jdkValues() throws Exception {
        List<Object> values = new ArrayList<>(List.of(
                new HashMap<>(Map.of(1, "a")),
                new LinkedHashMap<>(Map.of(1, "a")),
                new TreeMap<>(Map.of(1, "a")),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
                new HashSet<>(List.of(1)),
                new TreeSet<>(Comparator.<Integer>reverseOrder()),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                new ConcurrentSkipListMap<>(Map.of(1, 2)),
                new CopyOnWriteArrayList<>(List.of(1)),
                Map.of(1, 2),
                Map.copyOf(Map.of(1, 2, 3, 4)),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
                Collections.synchronizedList(new ArrayList<>(List.of(1))),
                Collections.singletonList(1),
                Collections.emptyMap(),
                new int[][] {{1}},
                new String[][] {{"a"}},
                new Object[] {1, "a"}));
        values.addAll(List.of(
                new BigDecimal("1.5"),
                UUID.randomUUID(),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                new Date(0),
                new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin")),
                TimeZone.getTimeZone("Asia/Tokyo"),
                ZonedDateTime.parse("2026-01-01T00:00:00+01:00[Europe/Berlin]"),
                new Timestamp(0),
                URI.create("http://x/"),
                InetAddress.getLoopbackAddress(),
                InetAddress.getByName("::1"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 80),
                TimeUnit.DAYS,
                new Properties(),
                Integer[].class));
        return values;
    }

    static List<Object> jdkValuesWithoutEquality() {
        return List.of(
                new IdentityHashMap<>(Map.of("a", 1)),
                new PriorityQueue<>(List.of(3, 1, 2)),
                new ArrayDeque<>(List.of(1, 2)),
                new BitSet(100),
                new StringBuilder("x"),
                new AtomicLong(1),
                new LongAdder(),
                new Random(1),
                new IOException("x"),
                new ExecutionException(new UndeclaredThrowableException(new Exception("y"))),
                Thread.currentThread().getStackTrace()[0]);
    }

    @ParameterizedTest
    @MethodSource("jdkValues")
    void jdkValuesAreAcceptedByDefault(Object value) {
        assertThat(decode(encode(value), strict())).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("jdkValuesWithoutEquality")
    void jdkObjectsWithoutEqualityAreAcceptedByDefault(Object value) {
        assertThat(decode(encode(value), strict())).hasSameClassAs(value);
    }

    @Test
    void collectionsOfEverySizeStayWithinTheArrayLimit() {
        for (int size = 0; size < 5_000; size += 1 + size / 3) {
            Map<Object, Object> hash = new HashMap<>(16, 0.25f);
            Map<Object, Object> identity = new IdentityHashMap<>();
            for (int i = 0; i < size; i++) {
                hash.put(i, null);
                identity.put(i, null);
            }
            assertThat(decode(encode(hash), strict())).isEqualTo(hash);
            assertThat((Map<?, ?>) decode(encode(identity), strict())).hasSize(size);
            assertThat((HashSet<?>) decode(encode(new HashSet<>(hash.keySet())), strict()))
                    .hasSize(size);
        }
    }

    @Test
    void aClassOfTheUserIsRefusedWithTheLineThatWouldAllowIt() {
        refused(new Mine(1), strict())
                .withMessageContaining("Class " + Mine.class.getName() + " at byte ")
                .withMessageContaining("ProcessPool.builder().allowResults(\"" + Mine.class.getName() + "\")");
        refused(new Mine[0], strict()).withMessageContaining("allowResults(\"" + Mine.class.getName() + "\")");
        refused(Colour.RED, strict()).withMessageContaining("allowResults(\"" + Colour.class.getName() + "\")");
        refused(new HashMap<>(Map.of(1, Colour.RED)), strict()).withMessageContaining(Colour.class.getName());
        refused(Mine.class, strict()).withMessageContaining(Mine.class.getName());
    }

    @Test
    void namesAndPackagesCanBeAllowed() {
        ClassFilter byName = ClassFilter.builder().allow(Mine.class.getName()).build();
        assertThat(decode(encode(new Mine(1)), byName)).isEqualTo(new Mine(1));
        assertThat((Mine[]) decode(encode(new Mine[2]), byName)).hasSize(2);
        refused(Colour.RED, byName);
        ClassFilter byPackage =
                ClassFilter.builder().allow("dev.procession.core.codec.**").build();
        assertThat(decode(encode(new Mine(Colour.RED)), byPackage)).isEqualTo(new Mine(Colour.RED));
        ClassFilter ofAnother =
                ClassFilter.builder().allow("dev.procession.core.cod.**").build();
        refused(Colour.RED, ofAnother);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "**", "*", ".**", "com.*", "com.example*", "com/example/Thing", "!!", "a..b", "a.", " a"})
    void patternsThatSayTooMuchOrNothingAreRefused(String pattern) {
        assertThatThrownBy(() -> ClassFilter.builder().allow(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"" + pattern + "\"", "write it as com.example.Order, or as com.example.**");
    }

    @Test
    void theSourceOfAFunctionCanBeAllowedWhileInUse() {
        ClassFilter filter = strict();
        RemoteRunnable function = () -> {};
        refused(new Mine(1), filter);
        filter.allowSourceOf(function.getClass());
        assertThat(decode(encode(new Mine(1)), filter)).isEqualTo(new Mine(1));
        assertThat(filter.allows(Codecs.class)).as("another class folder").isFalse();
        assertThat(ClassFilter.builder().allowSourceOf(Colour.class).build().allows(Mine.class))
                .isTrue();
    }

    @Test
    void theSourceOfAJdkClassAllowsNothing() {
        ClassFilter filter = strict();
        filter.allowSourceOf(String.class);
        filter.allowSourceOf(java.sql.Connection.class);
        assertThat(filter.allows(java.util.logging.LogRecord.class)).isFalse();
        assertThat(filter.allows(Thread.class)).isFalse();
        assertThat(filter.allows(java.sql.DriverManager.class)).isFalse();
        assertThat(filter.allows(Mine.class)).isFalse();
    }

    @Test
    void withoutACodeSourceTheLoaderCounts() throws Exception {
        Class<?> here = new Sourceless().define();
        Class<?> elsewhere = new Sourceless().define();
        ClassFilter filter = ClassFilter.builder().allowSourceOf(here).build();
        assertThat(filter.allows(here)).isTrue();
        assertThat(filter.allows(elsewhere)).isFalse();
        assertThat(filter.allows(Mine.class)).isFalse();
    }

    @Test
    void aSerializedLambdaIsNeverAccepted() {
        RemoteRunnable lambda = () -> {};
        ClassFilter filter = ClassFilter.builder()
                .allowSourceOf(ClassFilterTest.class)
                .allow("java.lang.invoke.**")
                .build();
        refused(lambda, filter)
                .withMessageContaining("java.lang.invoke.SerializedLambda")
                .withMessageContaining("never");
        refused(new Mine(lambda), filter);
    }

    @Test
    void aProxyIsNeverAccepted() {
        ClassFilter filter = ClassFilter.builder()
                .allowSourceOf(ClassFilterTest.class)
                .allow("java.lang.reflect.**")
                .allow("jdk.proxy1.**")
                .build();
        refused(proxy(), filter)
                .withMessageContaining("java.lang.reflect.Proxy")
                .withMessageContaining("never");
        refused(new Mine(proxy()), filter);
        assertThat(filter.allows(proxy().getClass())).isFalse();
    }

    @Test
    void aTrustingFilterAcceptsLambdasAndProxies() {
        RemoteRunnable lambda = () -> {};
        assertThat(decode(encode(lambda), ClassFilter.trusting())).isInstanceOf(RemoteRunnable.class);
        Object decoded = decode(encode(proxy()), ClassFilter.trusting());
        assertThat(Proxy.isProxyClass(decoded.getClass())).isTrue();
        assertThat(decode(encode(Mine.class), ClassFilter.trusting())).isEqualTo(Mine.class);
    }

    @Test
    void whatAttacksAreMadeOfIsNeverAccepted() throws Exception {
        ClassFilter filter = ClassFilter.builder()
                .allow("javax.**")
                .allow("java.**")
                .allow("sun.**")
                .allow("com.**")
                .build();
        refused(new BadAttributeValueExpException("x"), filter).withMessageContaining("never");
        refused(new URL("http://localhost/"), filter).withMessageContaining("never");
        for (String name : List.of(
                "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
                "java.rmi.server.UnicastRemoteObject",
                "sun.rmi.server.UnicastRef",
                "jdk.internal.misc.Unsafe",
                "org.apache.commons.collections.functors.InvokerTransformer")) {
            assertThat(filter.isRefusedByName(name)).as(name).isTrue();
        }
    }

    @Test
    void aRefusedClassIsNotInitialised() {
        byte[] bytes = encode(new Initialises());
        System.clearProperty(Initialises.TRACE);
        DecodeContext context = new DecodeContext(new Sourceless(), strict());
        assertThatThrownBy(() -> codecs.decode(new ByteSource(ByteBuffer.wrap(bytes)), context))
                .isInstanceOf(DecodingException.class);
        assertThat(System.getProperty(Initialises.TRACE)).isNull();
        DecodeContext trusting = new DecodeContext(new Sourceless(), ClassFilter.trusting());
        codecs.decode(new ByteSource(ByteBuffer.wrap(bytes)), trusting);
        assertThat(System.clearProperty(Initialises.TRACE)).isEqualTo("initialised");
    }

    @Test
    void aProtobufMessageNeedsToBeAllowedToo() {
        refused(Int32Value.of(1), strict()).withMessageContaining("allowResults(\"com.google.protobuf.Int32Value\")");
        ClassFilter filter =
                ClassFilter.builder().allow("com.google.protobuf.Int32Value").build();
        assertThat(decode(encode(Int32Value.of(1)), filter)).isEqualTo(Int32Value.of(1));
    }

    @Test
    void depthAndNumberOfObjectsAreLimited() {
        ClassFilter shallow =
                ClassFilter.builder().allowSourceOf(Mine.class).maxDepth(10).build();
        Mine chain = new Mine(null);
        for (int i = 0; i < 20; i++) {
            chain = new Mine(chain);
        }
        byte[] bytes = encode(chain);
        assertThatExceptionOfType(DecodingException.class)
                .isThrownBy(() -> decode(bytes, shallow))
                .withMessageContaining("more than 10 deep")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DECODING_FAILED));
        assertThat(decode(bytes, ClassFilter.builder().allowSourceOf(Mine.class).build()))
                .isEqualTo(chain);
        Object lists = 1;
        for (int i = 0; i < 300; i++) {
            lists = new ArrayList<>(List.of(lists));
        }
        byte[] deep = encode(lists);
        assertThat(decode(deep, ClassFilter.trusting())).isEqualTo(lists);
        assertThatThrownBy(() -> decode(deep, strict())).hasMessageContaining("more than 200 deep");
        ClassFilter few = ClassFilter.builder().maxReferences(100).build();
        byte[] many = encode(
                new HashSet<>(Arrays.asList(new Random(1).ints(200).boxed().toArray())));
        assertThatThrownBy(() -> decode(many, few)).hasMessageContaining("more than 100 objects");
        assertThatThrownBy(() -> ClassFilter.builder().maxDepth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClassFilter.builder().maxReferences(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anArrayLargerThanItsBytesIsRefusedBeforeItIsMade() {
        byte[] bytes = encode(new Mine[] {new Mine(1)});
        int at = indexOfArrayLength(bytes);
        ByteBuffer.wrap(bytes).putInt(at, Integer.MAX_VALUE - 8);
        assertThatThrownBy(() -> decode(bytes, ClassFilter.trusting()))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("an array of 2147483639 elements in so few bytes");
    }

    @Test
    void anErrorOfTheJdksOwnReadResolveIsADecodingException() {
        byte[] bytes = encode(Map.of(1, 2));
        int at = indexOfArrayLength(bytes);
        // Behind the tag stands how many elements follow, keys and values: an odd number is an InternalError.
        for (int i = at; i < bytes.length - 1; i++) {
            if (bytes[i] == 0x77 && bytes[i + 1] == 4) {
                bytes[i + 5] = 1;
            }
        }
        assertThatThrownBy(() -> decode(bytes, strict()))
                .isInstanceOf(DecodingException.class)
                .hasRootCauseInstanceOf(InternalError.class);
    }

    @Test
    void aMissingClassIsNamed() {
        byte[] bytes = encode(new Mine(1));
        String name = Mine.class.getName();
        byte[] renamed = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                .replace(name, name.substring(0, name.length() - 4) + "Gone")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> decode(renamed, ClassFilter.trusting()))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("class dev.procession.core.codec.ClassFilterTest$Gone is not on the class path");
    }

    @Test
    void aClassThatAnotherOneNeedsIsNamed() {
        assertThatThrownBy(() -> decode(encode(new Needy()), ClassFilter.trusting()))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining(": class lib.Res is not on the class path of process "
                        + ProcessHandle.current().pid() + ": add the jar or folder that has it");
    }

    /** Uses a class that is missing where it is decoded. */
    private static final class Needy implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            throw new NoClassDefFoundError("lib/Res");
        }
    }

    @Test
    void whatOurOwnErrorsHoldIsAcceptedByDefaultAndTheRestOfOursIsNot() {
        DeathCertificate certificate = new DeathCertificate("x", 1, ExitStatus.of(3), "", "", "", null);
        assertThat(decode(encode(certificate), strict())).isEqualTo(certificate);
        Throwable held = RemoteThrowable.of(new ProcessionException(ErrorCode.CLOSED, "y"));
        assertThat(decode(encode(held), strict())).hasSameClassAs(held);
        RemoteRunnable ours = new Ours();
        refused(ours, strict());
    }

    private static final class Ours implements RemoteRunnable {
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {}
    }

    private static ClassFilter strict() {
        return ClassFilter.builder().build();
    }

    private ThrowableAssertAlternative<DecodingException> refused(Object value, ClassFilter filter) {
        byte[] bytes = encode(value);
        return assertThatExceptionOfType(DecodingException.class)
                .isThrownBy(() -> decode(bytes, filter))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLASS_REFUSED));
    }

    private byte[] encode(Object value) {
        ByteSink sink = new ByteSink();
        codecs.encode(value, sink);
        return sink.toByteArray();
    }

    private Object decode(byte[] bytes, ClassFilter filter) {
        return codecs.decode(new ByteSource(ByteBuffer.wrap(bytes)), new DecodeContext(LOADER, filter));
    }

    private static Object proxy() {
        return Proxy.newProxyInstance(LOADER, new Class<?>[] {Comparator.class}, new Handler());
    }

    /** After the class description of an array stand TC_ENDBLOCKDATA, TC_NULL and the length. */
    private static int indexOfArrayLength(byte[] bytes) {
        for (int i = 0; i < bytes.length - 6; i++) {
            if (bytes[i] == 0x78 && bytes[i + 1] == 0x70) {
                return i + 2;
            }
        }
        throw new AssertionError("no array");
    }

    private static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return method.getName().equals("hashCode") ? (Object) 1 : null;
        }
    }

    private static final class Initialises implements Serializable {
        static final String TRACE = "procession.test.initialised";
        private static final long serialVersionUID = 1L;

        static {
            System.setProperty(TRACE, "initialised");
        }
    }

    /** Defines the classes of this test anew, without a code source. */
    private static final class Sourceless extends ClassLoader {
        Class<?> define() throws ClassNotFoundException {
            return loadClass(Mine.class.getName(), false);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ClassFilterTest.class.getName()) || findLoadedClass(name) != null) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = LOADER.getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length, (ProtectionDomain) null);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
