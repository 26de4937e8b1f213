package dev.procession.codec.fory;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The classes that the tests send, and the ways to send them. */
final class Shop {
    private Shop() {}

    enum Status {
        OPEN,
        PAID {
            @Override
            boolean isDone() {
                return true;
            }
        };

        boolean isDone() {
            return false;
        }
    }

    record Price(long cents, String currency) {
        static final AtomicInteger MADE = new AtomicInteger();

        Price {
            MADE.incrementAndGet();
            if (cents < 0) {
                throw new IllegalArgumentException("cents " + cents);
            }
        }
    }

    /** All kinds of primitives. */
    record Numbers(
            boolean flag, byte tiny, short small, char letter, int number, long large, float near, double exact) {}

    record Pair<A, B>(A first, @Nullable B second) {}

    static class Item {
        final String name;
        private int count;

        @Nullable
        Price price;

        transient int guess = 42;

        Item(String name, int count, @Nullable Price price) {
            this.name = name;
            this.count = count;
            this.price = price;
        }

        int count() {
            return count;
        }
    }

    /** A field of the same name below. */
    static final class Bundle extends Item {
        final String name;

        Bundle(String name, String below) {
            super(below, 1, null);
            this.name = name;
        }
    }

    static final class Order {
        long number;
        Status status = Status.OPEN;
        List<Item> items = new ArrayList<>();
        Map<String, Object> notes = new HashMap<>();

        @Nullable
        Order parent;

        @Nullable
        Object anything;

        transient int visits = 7;
    }

    /** Not on the list. */
    static final class Stranger implements Serializable {
        static final AtomicInteger MADE = new AtomicInteger();

        private static final long serialVersionUID = 1L;

        Stranger() {
            MADE.incrementAndGet();
        }
    }

    /** The codec under test. */
    public static final class ShopCodec extends ForyCodec {
        /** Made by its class name. */
        public ShopCodec() {
            super(Order.class, Item.class, Bundle.class, Price.class, Numbers.class, Pair.class, Status.class);
        }
    }

    static Order order(int number) {
        Order order = new Order();
        order.number = number;
        order.status = Status.PAID;
        for (int i = 0; i < 4; i++) {
            order.items.add(new Item("item " + i, i, new Price(100L * i, "EUR")));
        }
        order.notes.put("first", order.items.get(0));
        order.notes.put("ö\uD83D\uDE00", List.of(1, 2L, "three"));
        order.parent = order;
        order.anything = new Object[] {new int[] {1, 2}, Status.OPEN, null, "x", new Item[] {order.items.get(1)}};
        return order;
    }

    static final DecodeContext TRUSTING = new DecodeContext(Shop.class.getClassLoader(), ClassFilter.trusting());

    static byte[] bytes(ForyCodec codec, Object value) {
        ByteSink sink = new ByteSink();
        codec.encode(value, sink);
        return sink.toByteArray();
    }

    static @Nullable Object value(ForyCodec codec, byte[] bytes) {
        return codec.decode(new ByteSource(ByteBuffer.wrap(bytes)), TRUSTING);
    }

    @SuppressWarnings("unchecked")
    static <T> T copy(T value) {
        ForyCodec codec = new ShopCodec();
        return (T) value(codec, bytes(codec, value));
    }
}
