package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Memory or stack of the process that has the pool run out again and again, in the midst of its calls and beside them. A pool may
 * end itself for that, and says so; but everybody who waits for it comes back, and it can be closed.
 */
class ExhaustedParentIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** The parent's program. */
    static final class Program {
        private static final long NANOS = TimeUnit.SECONDS.toNanos(1);
        private static final long MOST_MILLIS = 40_000;
        private static final int DEEP_BYTES = 256 << 10;
        private static final int NEAR_THE_END = 40;

        private final ProcessPool pool;
        private final long end;

        private Program(ProcessPool pool) {
            this.pool = pool;
            end = System.nanoTime() + NANOS;
        }

        public static void main(String[] args) throws Exception {
            ProcessPool pool =
                    ProcessPool.builder().processes(2).transport(args[0]).build();
            for (int i = 0; i < 200; i++) { // all classes are there
                pool.apply(Math::abs, -i);
            }
            Program program = new Program(pool);
            List<Thread> callers = new ArrayList<>();
            callers.add(program.repeating(() -> pool.apply(Math::abs, -1)));
            callers.add(program.repeating(() -> pool.applyAsync(Math::abs, -2).get()));
            callers.add(program.repeating(() -> pool.map(Math::abs, List.of(-1, 2, -3))));
            callers.add(program.repeating(
                    () -> pool.imap(Math::abs, List.of(-1, 2, -3)).stream().count()));
            callers.add(program.repeating(() -> pool.apply((byte[] bytes) -> bytes.length, new byte[20_000])));
            callers.add(
                    args[1].equals("memory")
                            ? new Thread(program::takeAllMemory)
                            : new Thread(null, program::overflow, "deep", DEEP_BYTES));
            callers.forEach(Thread::start);
            Thread closing = new Thread(pool::close);
            boolean allCameBack = areOver(callers);
            closing.start();
            System.out.println(allCameBack && areOver(List.of(closing)) ? "all came back" : "somebody waits");
            Runtime.getRuntime().halt(0);
        }

        private static boolean areOver(List<Thread> threads) throws InterruptedException {
            boolean over = true;
            for (Thread thread : threads) {
                thread.join(MOST_MILLIS);
                if (thread.isAlive()) {
                    over = false;
                    System.out.println(Arrays.toString(thread.getStackTrace()));
                }
            }
            return over;
        }

        /** What may fail here, and does. */
        private interface Step {
            Object run() throws Exception;
        }

        private Thread repeating(Step step) {
            return new Thread(() -> {
                while (System.nanoTime() < end) {
                    try {
                        Object unused = step.run();
                    } catch (Exception | Error e) {
                        Thread.onSpinWait(); // the next one
                    }
                }
            });
        }

        private void takeAllMemory() {
            Random random = new Random(7);
            while (System.nanoTime() < end) {
                Object[] chain = null;
                try {
                    while (true) {
                        chain = new Object[] {chain, new byte[random.nextInt(4) == 0 ? 64 : 100_000]};
                    }
                } catch (OutOfMemoryError e) {
                    try {
                        while (true) {
                            chain = new Object[] {chain, new byte[200]};
                        }
                    } catch (OutOfMemoryError still) {
                        holdForAMoment(chain);
                    }
                }
            }
        }

        private static void holdForAMoment(Object chain) {
            long until = System.nanoTime() + 5_000_000;
            while (chain != null && System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }

        private void overflow() {
            while (System.nanoTime() < end) {
                int unused = deep();
            }
        }

        /** Calls the pool from each of the last frames before the end of the stack. */
        private int deep() {
            int left;
            try {
                left = deep();
            } catch (StackOverflowError e) {
                return NEAR_THE_END;
            }
            if (left > 0) {
                try {
                    int unused = pool.apply(Math::abs, -left);
                } catch (Exception | Error e) {
                    return left - 1;
                }
            }
            return left - 1;
        }
    }

    private static void assertAllComeBack(String transport, String lack) throws Exception {
        JavaProgram program = JavaProgram.run(
                JavaProgram.command(
                        List.of("-Xmx48m"), JavaProgram.classPath(), Program.class.getName(), transport, lack),
                LIMIT);
        assertThat(program.output()).contains("all came back");
        assertThat(program.exitCode()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void whereMemoryRunsOutAgainAndAgainNobodyWaitsForEver(String transport) throws Exception {
        assertAllComeBack(transport, "memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ring"}) // there the caller reads, too
    void whereACallersStackRunsOutAgainAndAgainNobodyWaitsForEver(String transport) throws Exception {
        assertAllComeBack(transport, "stack");
    }
}
