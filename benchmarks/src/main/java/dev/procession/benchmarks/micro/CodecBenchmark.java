package dev.procession.benchmarks.micro;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
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

/** A value to bytes, and those back to a value. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final int LARGE = 1 << 16;

    /** Which value. */
    @Param({"integer", "string", "integers", "bytes", "record"})
    public String value = "integer";

    private final Codecs codecs = Codecs.standard();
    private final ByteSink sink = new ByteSink(LARGE * 2);
    private final DecodeContext context =
            new DecodeContext(CodecBenchmark.class.getClassLoader(), ClassFilter.trusting());
    private Object original = 0;
    private ByteBuffer encoded = ByteBuffer.allocate(0);

    /** By Java serialization, since it has no tag of its own. */
    private record Point(int x, int y) implements Serializable {}

    /** Made by JMH. */
    public CodecBenchmark() {}

    /** Makes the value and its bytes. */
    @Setup
    public void prepare() {
        original = switch (value) {
            case "string" -> "the name of some file or other";
            case "integers" -> List.of(1, 2, 3, 500, 70_000, 8, 9, 10);
            case "bytes" -> new byte[LARGE];
            case "record" -> new Point(3, 4);
            default -> 4711;
        };
        codecs.encode(original, sink);
        encoded = ByteBuffer.wrap(sink.toByteArray());
    }

    /**
     * To bytes.
     *
     * @return how many
     */
    @Benchmark
    public int encode() {
        sink.truncate(0);
        codecs.encode(original, sink);
        return sink.size();
    }

    /**
     * Back to a value.
     *
     * @return the value
     */
    @Benchmark
    public @Nullable Object decode() {
        return codecs.decode(new ByteSource(encoded.duplicate()), context);
    }
}
