package dev.procession.it.connection;

import dev.procession.testkit.Await;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A second thread for tests of what blocks. */
final class Threads {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private Threads() {}

    /** Something that runs at the same time. */
    static final class Running<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        private Running(Callable<T> body) {
            task = new FutureTask<>(body);
            thread = new Thread(task, "test");
            thread.start();
        }

        T get() throws Exception {
            return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        void interrupt() {
            thread.interrupt();
        }

        /** Until it waits inside a selector or a lock. */
        Running<T> awaitBlocked() {
            Await.untilTrue(this::isBlocked, LIMIT, () -> "it does not block, but is " + thread.getState());
            return this;
        }

        private boolean isBlocked() {
            StackTraceElement[] stack = thread.getStackTrace();
            return stack.length > 0
                    && (stack[0].getMethodName().contains("wait")
                            || stack[0].getMethodName().equals("park"));
        }
    }

    static <T> Running<T> run(Callable<T> body) {
        return new Running<>(body);
    }
}
