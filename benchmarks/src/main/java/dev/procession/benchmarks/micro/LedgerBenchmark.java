package dev.procession.benchmarks.micro;

import dev.procession.core.ledger.Ledger;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a worker notes of each item for the case of its death. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LedgerBenchmark {
    private static final byte[] OUTCOME = new byte[8];

    private Ledger ledger = Ledger.inMemory();
    private long item;

    /** Made by JMH. */
    public LedgerBenchmark() {}

    /** An empty ledger for numbers that begin anew. */
    @Setup(Level.Iteration)
    public void prepare() {
        ledger = Ledger.inMemory();
        item = 0;
    }

    /**
     * That an item is entered.
     *
     * @return that it may be
     */
    @Benchmark
    public boolean enter() {
        return ledger.enter(++item);
    }

    /** An outcome, and now and then that a half is clear again. */
    @Benchmark
    public void publish() {
        if (Ledger.bytes(ledger.published(0)) + OUTCOME.length > Ledger.halfCapacity()) {
            ledger.restart(0, item);
        }
        ledger.publish(0, OUTCOME, OUTCOME.length);
    }
}
