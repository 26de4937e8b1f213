package dev.procession.benchmarks.micro;

import dev.procession.core.frame.FrameDecoder;
import dev.procession.core.frame.FrameEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;

/** A frame on a stream of bytes: its header written, and a run of frames parted again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmark {
    private static final int MOST = 1 << 20;
    private static final int FRAMES = 16;

    /** Bytes in a frame. */
    @Param({"32", "4096"})
    public int bytes = 32;

    private final FrameEncoder encoder = new FrameEncoder(MOST);
    private final FrameDecoder decoder = new FrameDecoder(MOST);
    private final ByteBuffer target = ByteBuffer.allocateDirect(MOST).order(ByteOrder.LITTLE_ENDIAN);
    private List<ByteBuffer> frame = List.of();
    private ByteBuffer stream = ByteBuffer.allocate(0);

    /** Made by JMH. */
    public FrameBenchmark() {}

    /** Makes a frame, and a stream of some. */
    @Setup
    public void prepare() {
        frame = List.of(ByteBuffer.allocate(bytes));
        for (int i = 0; i < FRAMES; i++) {
            encode();
            byte[] one = new byte[target.flip().remaining()];
            target.get(one);
            stream = ByteBuffer.allocate(stream.capacity() + one.length)
                    .put(stream)
                    .put(one)
                    .flip();
        }
    }

    /**
     * Header and content of one frame.
     *
     * @return the buffer
     */
    @Benchmark
    public ByteBuffer encode() {
        target.clear();
        encoder.putHeader(target, encoder.length(frame));
        return target.put(frame.get(0).duplicate());
    }

    /**
     * Sixteen frames out of the bytes as they come.
     *
     * @param hole takes the frames
     */
    @Benchmark
    public void decodeSixteen(Blackhole hole) {
        ByteBuffer rest = stream.duplicate();
        while (rest.hasRemaining()) {
            ByteBuffer space = decoder.space();
            int taken = Math.min(space.remaining(), rest.remaining());
            space.put(rest.slice().limit(taken));
            rest.position(rest.position() + taken);
            decoder.filled(taken);
            for (ByteBuffer found = decoder.next(); found != null; found = decoder.next()) {
                hole.consume(found);
            }
        }
    }
}
