package dev.procession.codec.fory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.codec.fory.Shop.Item;
import dev.procession.codec.fory.Shop.Order;
import dev.procession.codec.fory.Shop.Pair;
import dev.procession.codec.fory.Shop.Price;
import dev.procession.codec.fory.Shop.ShopCodec;
import dev.procession.codec.fory.Shop.Status;
import dev.procession.codec.fory.Shop.Stranger;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may not travel, and what is said of it. */
class ForyRefusalsTest {
    private final ShopCodec codec = new ShopCodec();

    static Stream<Arguments> places() {
        Order inItems = new Order();
        inItems.notes.put("deep", new ArrayList<>(List.of(1, new Stranger())));
        Order inMap = new Order();
        inMap.notes.put("key", new Stranger());
        Map<Object, Object> nullKey = new HashMap<>();
        nullKey.put(null, new Stranger());
        return Stream.of(
                Arguments.of(new Pair<>(new Stranger(), null), "at first stands"),
                Arguments.of(new Pair<>(1, new Pair<>(2, new Stranger())), "at second.second stands"),
                Arguments.of(new Pair<>(List.of(1, new Stranger()), null), "at first[1] stands"),
                Arguments.of(new Pair<>(List.of(1, 2, new Stranger()), null), "at first[2] stands"),
                Arguments.of(
                        new Pair<>(new Object[] {new Pair<>(new Stranger(), null)}, null), "at first[…].first stands"),
                Arguments.of(
                        new Pair<>(Optional.of(new Pair<>(new Stranger(), null)), null), "at first[…].first stands"),
                Arguments.of(new Pair<>(nullKey, null), "at first[…] stands"),
                Arguments.of(inItems, "at notes[…][1] stands"),
                Arguments.of(inMap, "at notes[key] stands"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void whatIsNotListedFailsOnEncodingWithThePathToItAndTheLineThatAllowsIt(Object value, String place) {
        ByteSink sink = new ByteSink();
        sink.writeInt(1);
        assertThatThrownBy(() -> codec.encode(value, sink))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining(place)
                .hasMessageContaining("Stranger")
                .hasMessageContaining("super(..., dev.procession.codec.fory.Shop.Stranger.class)")
                .hasMessageContaining("ShopCodec");
        assertThat(sink.size()).isEqualTo(Integer.BYTES);
    }

    static Stream<Arguments> never() {
        return Stream.<Object>of(
                        Thread.currentThread(),
                        String.class,
                        new IllegalStateException(),
                        (Runnable & Serializable) () -> {},
                        new StringBuilder("x"),
                        new Stranger[0],
                        java.lang.reflect.Proxy.newProxyInstance(
                                ForyRefusalsTest.class.getClassLoader(),
                                new Class<?>[] {Runnable.class},
                                (p, m, a) -> null))
                .map(value -> Arguments.of(new Object[] {value}));
    }

    @ParameterizedTest
    @MethodSource("never")
    void whatCannotBeListedFailsToo(Object value) {
        assertThatThrownBy(() -> Shop.bytes(codec, new Pair<>(value, null)))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("at first stands");
        assertThatThrownBy(() -> Shop.bytes(codec, new Pair<>(new ArrayList<>(List.of(value)), null)))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("at first[0] stands");
    }

    @Test
    void theCodecGoesOnAfterARefusal() {
        assertThatThrownBy(() -> Shop.bytes(codec, new Pair<>(new Stranger(), null)))
                .isInstanceOf(EncodingException.class);
        assertThat(Shop.value(codec, Shop.bytes(codec, new Price(1, "EUR")))).isEqualTo(new Price(1, "EUR"));
    }

    @Test
    void aListThatIsTooLargeForTheSinkSaysSo() {
        ByteSink small = new ByteSink(16, 100);
        assertThatThrownBy(() -> codec.encode(new Pair<>("x".repeat(200), null), small))
                .isInstanceOfSatisfying(
                        EncodingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
        assertThat(small.size()).isZero();
    }

    @Test
    void aChainThatIsTooLongFailsOnEncoding() {
        Pair<Object, Object> chain = new Pair<>(1, null);
        for (int i = 0; i < 2_000; i++) {
            chain = new Pair<>(1, chain);
        }
        Object longChain = chain;
        assertThatThrownBy(() -> Shop.bytes(codec, longChain))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("more than 1000 deep");
    }

    @Test
    void theFiltersLimitOfDepthHolds() {
        Pair<Object, Object> chain = new Pair<>(1, null);
        for (int i = 0; i < 300; i++) {
            chain = new Pair<>(1, chain);
        }
        byte[] bytes = Shop.bytes(codec, chain);
        assertThat(Shop.value(codec, bytes)).isInstanceOf(Pair.class);
        ClassFilter shallow = ClassFilter.builder().allowSourceOf(Shop.class).build();
        assertThatThrownBy(() -> codec.decode(source(bytes), new DecodeContext(Shop.class.getClassLoader(), shallow)))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("more than 200 deep");
    }

    @Test
    void listedIsNotEnoughWhereTheFilterRefuses() {
        byte[] bytes = Shop.bytes(codec, new Price(1, "EUR"));
        int before = Price.MADE.get();
        ClassFilter strict = ClassFilter.builder().build();
        assertThatThrownBy(() -> codec.decode(source(bytes), new DecodeContext(Shop.class.getClassLoader(), strict)))
                .isInstanceOfSatisfying(
                        DecodingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLASS_REFUSED))
                .hasMessageContaining("allowResults(\"dev.procession.codec.fory.Shop$Price\")");
        assertThat(Price.MADE.get()).isEqualTo(before);
        ClassFilter told = ClassFilter.builder().allow(Price.class.getName()).build();
        assertThat(codec.decode(source(bytes), new DecodeContext(Shop.class.getClassLoader(), told)))
                .isEqualTo(new Price(1, "EUR"));
    }

    @Test
    void aRecordsConstructorStillChecks() {
        byte[] bytes = Shop.bytes(codec, new Price(1, "EUR"));
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 2) { // 1, zig-zag
                bytes[i] = 1;
            }
        }
        assertThatThrownBy(() -> Shop.value(codec, bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("cents -1");
    }

    @Test
    void aCycleThroughARecordIsRefusedAndNotReadAsNull() {
        List<Object> list = new ArrayList<>();
        Pair<Object, Object> pair = new Pair<>(list, null);
        list.add(pair);
        byte[] bytes = Shop.bytes(codec, pair);
        assertThatThrownBy(() -> Shop.value(codec, bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("cycle through a record");
    }

    @Test
    void aCycleThroughAnImmutableListIsRefusedAndNotReadAsNull() {
        Order order = new Order();
        List<Object> list = List.of(order);
        order.anything = list;
        byte[] bytes = Shop.bytes(codec, list);
        assertThatThrownBy(() -> Shop.value(codec, bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("cycle through");
    }

    /** Writes itself. */
    static final class OwnWriter implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream stream) {}
    }

    /** Writes itself, too. */
    public static final class OwnFormat implements Externalizable {
        private static final long serialVersionUID = 1L;

        /** Made by deserialization. */
        public OwnFormat() {}

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    private static final class OwnList extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;
    }

    private static final class OwnThread extends Thread {}

    private static final class Lists extends ForyCodec {
        Lists(Class<?>... classes) {
            super(classes);
        }
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of(OwnWriter.class, "writeObject(…)"),
                Arguments.of(OwnFormat.class, "Externalizable"),
                Arguments.of(OwnList.class, "collection of its own kind"),
                Arguments.of(OwnThread.class, "extends java.lang.Thread"),
                Arguments.of(Runnable.class, "is abstract"),
                Arguments.of(Number.class, "is abstract"),
                Arguments.of(Price[].class, "no class of objects"),
                Arguments.of(int.class, "no class of objects"),
                Arguments.of(String.class, "the JDK's"),
                Arguments.of(IllegalStateException.class, "the JDK's"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void aClassThatCannotBeCarriedIsRefusedWithTheReason(Class<?> type, String reason) {
        assertThatThrownBy(() -> new Lists(Price.class, type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(type.getTypeName())
                .hasMessageContaining(reason)
                .hasMessageContaining("Take it off the list");
    }

    @Test
    void aListHasToHaveClassesAndEachOnce() {
        assertThatThrownBy(Lists::new).hasMessageContaining("lists no class");
        assertThatThrownBy(() -> new Lists(Price.class, Price.class)).hasMessageContaining("twice");
    }

    @Test
    void theOrderOfTheListDoesNotMatter() {
        ForyCodec one = new Lists(Price.class, Item.class, Status.class);
        ForyCodec other = new Lists(Status.class, Price.class, Item.class);
        assertThat(one.name()).isEqualTo(other.name());
        Item item = (Item) Shop.value(other, Shop.bytes(one, new Item("a", 1, new Price(2, "EUR"))));
        assertThat(item).isNotNull();
        assertThat(item.price).isEqualTo(new Price(2, "EUR"));
    }

    @Test
    void twoListsAreAMismatchThatNamesBothSides() {
        String one = new Lists(Price.class, Item.class).name();
        String other = new Lists(Price.class).name();
        assertThat(Codecs.mismatch(List.of("java-1", one), List.of("java-1", other)))
                .contains("only here [fory of " + Lists.class.getName() + " with 2 classes, ")
                .contains("only there [fory of " + Lists.class.getName() + " with 1 classes, ");
    }

    private static ByteSource source(byte[] bytes) {
        return new ByteSource(ByteBuffer.wrap(bytes));
    }
}
