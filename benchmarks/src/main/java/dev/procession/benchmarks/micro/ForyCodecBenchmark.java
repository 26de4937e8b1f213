package dev.procession.benchmarks.micro;

import dev.procession.codec.fory.ForyCodec;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A record, a graph of objects and a long list of them there and back, by Java serialization and by Fory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForyCodecBenchmark {
    private static final int MANY = 1_000;

    /** Which value. */
    @Param({"record", "graph", "list"})
    public String value = "record";

    private final Codecs java = Codecs.standard();
    private final ForyCodec fory = new BenchmarkCodec();
    private final ByteSink sink = new ByteSink(1 << 20);
    private final DecodeContext context =
            new DecodeContext(ForyCodecBenchmark.class.getClassLoader(), ClassFilter.trusting());
    private Object original = "";

    private record Point(int x, int y) implements Serializable {}

    @SuppressWarnings("serial") // its collections are serializable ones
    private static final class Item implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final int count;
        private final double price;
        private final List<String> tags;

        Item(int number) {
            name = "item " + number;
            count = number;
            price = number * 1.5;
            tags = new ArrayList<>(List.of("a" + number, "b"));
        }

        double cost() {
            return count * price + name.length() + tags.size();
        }
    }

    @SuppressWarnings("serial") // its collections are serializable ones
    private static final class Order implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Order self = this;
        private final List<Item> items = new ArrayList<>();
        private final Map<String, Integer> notes = new HashMap<>(Map.of("first", 1, "second", 2));

        Order(int size) {
            for (int i = 0; i < size; i++) {
                items.add(new Item(i));
            }
        }

        double cost() {
            return self.items.stream().mapToDouble(Item::cost).sum() + notes.size();
        }
    }

    private static final class BenchmarkCodec extends ForyCodec {
        BenchmarkCodec() {
            super(Point.class, Item.class, Order.class);
        }
    }

    /** Made by JMH. */
    public ForyCodecBenchmark() {}

    /** Makes the value, and sees that it comes back. */
    @Setup
    public void prepare() {
        Order order = new Order(5);
        original = switch (value) {
            case "graph" -> order;
            case "list" -> new Order(MANY).items;
            default -> new Point(3, 4);
        };
        Object copy = byFory();
        if (copy instanceof Order back && back.cost() != order.cost()) {
            throw new IllegalStateException("the order has changed on its way");
        }
    }

    /**
     * By Java serialization, as without this codec.
     *
     * @return the copy
     */
    @Benchmark
    public @Nullable Object byJava() {
        sink.truncate(0);
        java.encode(original, sink);
        return java.decode(written(), context);
    }

    /**
     * By Fory.
     *
     * @return the copy
     */
    @Benchmark
    public @Nullable Object byFory() {
        sink.truncate(0);
        fory.encode(original, sink);
        return fory.decode(written(), context);
    }

    private ByteSource written() {
        return new ByteSource(ByteBuffer.wrap(sink.array(), 0, sink.size()));
    }
}
