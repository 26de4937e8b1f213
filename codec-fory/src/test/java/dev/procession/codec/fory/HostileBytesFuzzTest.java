package dev.procession.codec.fory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.procession.codec.fory.Shop.Pair;
import dev.procession.codec.fory.Shop.Price;
import dev.procession.codec.fory.Shop.ShopCodec;
import dev.procession.codec.fory.Shop.Status;
import dev.procession.codec.fory.Shop.Stranger;
import dev.procession.core.error.DecodingException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that this codec has not written: each is refused, or is a value whose fields hold what their types say. */
class HostileBytesFuzzTest {
    private static final int ROUNDS = 1_200;

    /** What a value of these sizes may cost; an engine that is made anew after a failure takes some more. */
    private static final long MOST_BYTES = 24 << 20;

    private static final List<byte[]> SEEDS = seeds();

    private static List<byte[]> seeds() {
        ShopCodec codec = new ShopCodec();
        List<Object> values = List.of(
                Shop.order(1),
                new Price(5, "EUR"),
                new Pair<>(new Pair<>(List.of(1, 2, 3), Map.of("a", 1)), new TreeMap<>(Map.of(1, "b"))),
                new Pair<>(EnumSet.of(Status.OPEN), new EnumMap<>(Map.of(Status.PAID, 1))),
                new Pair<>(
                        new Object[] {new long[3], new int[2][2], "ö", new Price[1]}, BitSet.valueOf(new long[] {1})),
                new Pair<>(new BigDecimal("1.5"), ZonedDateTime.parse("2026-01-02T03:04:05+01:00[Europe/Berlin]")),
                new Pair<>(List.of(UUID.randomUUID(), Locale.ROOT, Instant.EPOCH), Collections.singletonList("x")),
                new ArrayList<>(Collections.nCopies(50, new Shop.Item("n", 1, null))));
        return values.stream().map(value -> Shop.bytes(codec, value)).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomBytesAreRefused(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS / 4; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            decode(bytes);
        }
    }

    @Test
    void eachByteWithEachBitChangedIsRefusedOrAValue() throws Exception {
        for (byte[] seed : SEEDS) {
            for (int bit = 0; bit < Math.min(seed.length, 150) * 8; bit++) {
                byte[] bytes = seed.clone();
                bytes[bit / 8] ^= (byte) (1 << (bit % 8));
                decode(bytes);
            }
        }
    }

    @Test
    void eachTruncationIsRefused() {
        ShopCodec codec = new ShopCodec();
        for (byte[] seed : SEEDS) {
            for (int length = 0; length < Math.min(seed.length, 300); length++) {
                byte[] bytes = java.util.Arrays.copyOf(seed, length);
                assertThatThrownBy(() -> Shop.value(codec, bytes)).isInstanceOf(DecodingException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void severalBytesReplacedAreRefusedOrAValue(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] hard = {0, 1, -1, -2, -3, 127, -128, 4, 27, 30, 31};
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean() ? hard[random.nextInt(hard.length)] : (byte) random.nextInt();
            }
            decode(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void hugeLengthsAreRefusedBeforeMemoryIsTaken(long seed) throws Exception {
        Random random = new Random(seed);
        byte[][] lengths = {
            {-1, -1, -1, -1, 7},
            {-1, -1, -1, 127},
            {-128, -128, -128, 1},
            {-1, -1, -1, -1, 15},
            {-1, -1, 3},
            {127, -1, -1, -1}
        };
        for (int i = 0; i < ROUNDS; i++) {
            byte[] from = SEEDS.get(random.nextInt(SEEDS.size()));
            byte[] length = lengths[random.nextInt(lengths.length)];
            int at = random.nextInt(from.length);
            byte[] bytes = new byte[from.length + length.length - 1];
            System.arraycopy(from, 0, bytes, 0, at);
            System.arraycopy(length, 0, bytes, at, length.length);
            System.arraycopy(from, at + 1, bytes, at + length.length, from.length - at - 1);
            decode(bytes);
        }
    }

    /** Within a bound of memory; only our exception comes out; what comes out is of the types that it says it is. */
    private static void decode(byte[] bytes) throws Exception {
        ShopCodec codec = CODEC;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int strangers = Stranger.MADE.get();
        long before = threads.getCurrentThreadAllocatedBytes();
        Object value = null;
        try {
            value = Shop.value(codec, bytes);
        } catch (DecodingException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("taken for %s", java.util.HexFormat.of().formatHex(bytes))
                .isLessThan(MOST_BYTES);
        assertThat(Stranger.MADE.get()).isEqualTo(strangers);
        check(value, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static final ShopCodec CODEC = new ShopCodec();

    private static void check(Object value, Set<Object> seen) throws Exception {
        if (value == null || !seen.add(value)) {
            return;
        }
        if (value instanceof Object[] array) {
            for (Object element : array) {
                check(element, seen);
            }
        } else if (value instanceof Collection<?> elements) {
            for (Object element : elements) {
                check(element, seen);
            }
        } else if (value instanceof Map<?, ?> map) {
            check(map.keySet().toArray(), seen);
            check(map.values().toArray(), seen);
        } else if (value.getClass().getEnclosingClass() == Shop.class && !(value instanceof Enum<?>)) {
            for (Class<?> c = value.getClass(); c != Object.class; c = c.getSuperclass()) {
                for (Field field : c.getDeclaredFields()) {
                    checkField(field, value, seen);
                }
            }
        } else {
            assertThat(value).matches(HostileBytesFuzzTest::isHarmless);
        }
    }

    private static boolean isHarmless(Object value) {
        return value instanceof Status
                || value.getClass().getName().startsWith("java.")
                || (value.getClass().isArray()
                        && value.getClass().getComponentType().isPrimitive());
    }

    private static void checkField(Field field, Object owner, Set<Object> seen) throws Exception {
        if (field.getType().isPrimitive() || java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
            return;
        }
        field.setAccessible(true);
        Object held = field.get(owner);
        assertThat(held == null || field.getType().isInstance(held))
                .as("%s holds %s", field, held == null ? null : held.getClass())
                .isTrue();
        check(held, seen);
    }
}
