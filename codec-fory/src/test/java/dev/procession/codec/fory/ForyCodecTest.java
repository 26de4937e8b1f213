package dev.procession.codec.fory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.codec.fory.Shop.Bundle;
import dev.procession.codec.fory.Shop.Item;
import dev.procession.codec.fory.Shop.Numbers;
import dev.procession.codec.fory.Shop.Order;
import dev.procession.codec.fory.Shop.Pair;
import dev.procession.codec.fory.Shop.Price;
import dev.procession.codec.fory.Shop.ShopCodec;
import dev.procession.codec.fory.Shop.Status;
import dev.procession.codec.fory.Shop.Stranger;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForyCodecTest {
    @Test
    void carriesRecordsWithAllKindsOfPrimitives() {
        Numbers numbers = new Numbers(true, (byte) -1, Short.MIN_VALUE, 'ß', -70_000, Long.MIN_VALUE, 0.1f, Math.PI);
        assertThat(Shop.copy(numbers)).isEqualTo(numbers);
    }

    @Test
    void carriesAGraphWithCyclesAndSharedObjects() {
        Order copy = Shop.copy(Shop.order(7));
        assertThat(copy.number).isEqualTo(7);
        assertThat(copy.status).isSameAs(Status.PAID);
        assertThat(copy.parent).isSameAs(copy);
        assertThat(copy.items).hasSize(4).isInstanceOf(ArrayList.class);
        assertThat(copy.notes.get("first")).isSameAs(copy.items.get(0));
        assertThat(copy.notes.get("ö\uD83D\uDE00")).isEqualTo(List.of(1, 2L, "three"));
        Object[] anything = (Object[]) copy.anything;
        assertThat(anything).hasSize(5);
        assertThat((int[]) anything[0]).containsExactly(1, 2);
        assertThat((Item[]) anything[4]).containsExactly(copy.items.get(1));
        assertThat(copy.items.get(3).price).isEqualTo(new Price(300, "EUR"));
    }

    @Test
    void leavesNullsAsTheyAre() {
        Item copy = Shop.copy(new Item("lonely", 3, null));
        assertThat(copy.price).isNull();
        assertThat(copy.count()).isEqualTo(3);
    }

    @Test
    void aConstructorWithoutArgumentsGivesTransientFieldsTheirFirstValue() {
        assertThat(Shop.copy(new Order()).visits).isEqualTo(7);
        assertThat(Shop.copy(new Item("", 1, null)).guess).isZero();
    }

    @Test
    void tellsFieldsOfOneNameInTwoClassesApart() {
        Bundle copy = Shop.copy(new Bundle("upper", "lower"));
        assertThat(copy.name).isEqualTo("upper");
        assertThat(((Item) copy).name).isEqualTo("lower");
    }

    @Test
    void carriesGenericRecords() {
        Pair<Price, List<Pair<String, Status>>> pair =
                new Pair<>(new Price(1, "USD"), List.of(new Pair<>("a", Status.OPEN), new Pair<>("b", null)));
        assertThat(Shop.copy(pair)).isEqualTo(pair);
    }

    static Stream<Arguments> jdkValues() {
        return Stream.<Object>of(
                        "text",
                        'c',
                        (byte) 1,
                        new BigInteger("123456789012345678901234567890"),
                        new BigDecimal("1.200"),
                        UUID.randomUUID(),
                        URI.create("http://example.com/?q=1"),
                        Currency.getInstance("EUR"),
                        Locale.GERMANY,
                        new Date(1),
                        BitSet.valueOf(new long[] {5, 1}),
                        Duration.ofNanos(Long.MAX_VALUE),
                        Instant.MAX,
                        LocalDate.MIN,
                        LocalDateTime.MAX,
                        OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneOffset.ofHours(2)),
                        ZonedDateTime.parse("2026-01-02T03:04:05+01:00[Europe/Berlin]"),
                        DayOfWeek.SUNDAY,
                        TimeUnit.DAYS,
                        OptionalInt.of(3),
                        Optional.of("x"),
                        Optional.empty(),
                        new ArrayDeque<>(List.of(1, 2)).toArray(),
                        new LinkedList<>(Arrays.asList(1, null)),
                        new HashSet<>(Arrays.asList(1, null, "a")),
                        new LinkedHashSet<>(List.of(3, 1, 2)),
                        new TreeSet<>(List.of(3, 1, 2)),
                        new CopyOnWriteArrayList<>(List.of(1)),
                        new HashMap<>(Collections.singletonMap(null, null)),
                        new LinkedHashMap<>(Map.of("a", 1)),
                        new TreeMap<>(Map.of("a", 1)),
                        new EnumMap<>(Map.of(Status.PAID, "x")),
                        new ConcurrentHashMap<>(Map.of(1, 2)),
                        EnumSet.of(Status.PAID),
                        EnumSet.noneOf(Status.class),
                        Arrays.asList(1, null, "x"),
                        List.of(1),
                        List.of(1, 2, 3),
                        Stream.of(1, null).toList(),
                        Set.of(1),
                        Set.of(1, 2, 3),
                        Map.of(1, 2),
                        Map.of(1, 2, 3, 4),
                        List.of(),
                        Collections.emptyList(),
                        Collections.emptyMap(),
                        Collections.singletonList(null),
                        Collections.singleton("a"),
                        Collections.singletonMap("a", "b"),
                        Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                        Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
                        Collections.unmodifiableSet(new HashSet<>(List.of(1))),
                        new int[][] {{1}, {2, 3}},
                        new String[] {"a", null},
                        new Price[] {new Price(1, "EUR")},
                        new Status[] {Status.PAID, null},
                        new double[] {Double.NaN, -0.0},
                        new Object[] {1, new Object[] {"x"}})
                .map(value -> Arguments.of(new Object[] {value}));
    }

    @ParameterizedTest
    @MethodSource("jdkValues")
    void carriesWhatTheJdkHasInAnObject(Object value) {
        Object copy = Shop.copy(new Pair<>(value, null)).first();
        assertThat(copy).hasSameClassAs(value);
        if (value instanceof Object[] array) {
            assertThat(Arrays.deepEquals((Object[]) copy, array)).isTrue();
        } else {
            assertThat(copy).isEqualTo(value);
        }
    }

    @Test
    void acceptsObjectsOfItsListAndContainersOfThem() {
        ShopCodec codec = new ShopCodec();
        assertThat(codec.accepts(new Price(1, ""))).isTrue();
        assertThat(codec.accepts(Status.PAID)).isTrue();
        assertThat(codec.accepts(Arrays.asList(null, new Price(1, "")))).isTrue();
        assertThat(codec.accepts(Map.of("a", List.of(Status.OPEN)))).isTrue();
        assertThat(codec.accepts(new Item[] {new Item("", 1, null)})).isTrue();
        assertThat(codec.accepts(Optional.of(new Price(1, "")))).isTrue();
    }

    @Test
    void leavesAllElseAsItIs() {
        ShopCodec codec = new ShopCodec();
        List<Object> itself = new ArrayList<>(List.of(new Price(1, "")));
        itself.add(itself);
        assertThat(codec.accepts("text")).isFalse();
        assertThat(codec.accepts(List.of())).isFalse();
        assertThat(codec.accepts(List.of(1))).isFalse();
        assertThat(codec.accepts(new Stranger())).isFalse();
        assertThat(codec.accepts(List.of(new Price(1, ""), new Stranger()))).isFalse();
        assertThat(codec.accepts(new Stranger[0])).isFalse();
        assertThat(codec.accepts(new IllegalStateException())).isFalse();
        assertThat(codec.accepts((Runnable) () -> {})).isFalse();
        assertThat(codec.accepts(itself)).isTrue();
    }

    @Test
    void readsFromMemoryOutsideOfTheHeap() {
        ShopCodec codec = new ShopCodec();
        byte[] bytes = Shop.bytes(codec, new Price(5, "EUR"));
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        assertThat(codec.decode(new ByteSource(direct), Shop.TRUSTING)).isEqualTo(new Price(5, "EUR"));
    }

    @Test
    void writesBehindWhatTheSinkHolds() {
        ShopCodec codec = new ShopCodec();
        ByteSink sink = new ByteSink();
        sink.writeInt(1);
        codec.encode(new Price(5, "EUR"), sink);
        ByteSource source = new ByteSource(ByteBuffer.wrap(sink.toByteArray()));
        source.skip(Integer.BYTES);
        assertThat(codec.decode(source, Shop.TRUSTING)).isEqualTo(new Price(5, "EUR"));
        assertThat(source.remaining()).isZero();
    }

    @Test
    void servesManyThreadsAtATime() {
        ShopCodec codec = new ShopCodec();
        assertThat(Stream.iterate(0, i -> i + 1)
                        .limit(2_000)
                        .parallel()
                        .filter(i -> {
                            Order copy = (Order) Shop.value(codec, Shop.bytes(codec, Shop.order(i)));
                            return copy != null && copy.number == i && copy.parent == copy;
                        })
                        .count())
                .isEqualTo(2_000);
    }
}
