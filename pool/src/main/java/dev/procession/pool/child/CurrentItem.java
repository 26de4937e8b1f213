package dev.procession.pool.child;

import dev.procession.pool.TaskContext;
import dev.procession.pool.protocol.RunHead;
import dev.procession.pool.protocol.TaskSource;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the task thread runs, for tasks that ask. Used by that thread; the contexts that it gives by any. */
final class CurrentItem implements TaskSource.Knowing {
    private final RunningItem running;
    private final String worker;
    private final ProgressReporter progress;
    private Runnable wake = () -> {};
    private @Nullable WorkRun run;
    private long item;
    private long startedNanos;
    private @Nullable Context context;

    CurrentItem(RunningItem running, String worker, ProgressReporter progress) {
        this.running = running;
        this.worker = worker;
        this.progress = progress;
    }

    /** Who sees to it that what is reported is sent soon. Set once, before the first item. */
    void wakes(Runnable sender) {
        wake = sender;
    }

    /**
     * An item begins.
     *
     * @param startedNanos when, in {@link System#nanoTime} terms; looked at only if its time is limited
     */
    void begins(WorkRun itsRun, long itsNumber, long startedNanos) {
        run = itsRun;
        item = itsNumber;
        this.startedNanos = startedNanos;
    }

    void ends() {
        run = null;
        if (context != null) {
            context = null;
            progress.ends();
        }
    }

    @Override
    public @Nullable TaskContext current() {
        WorkRun now = run;
        if (now != null && context == null) {
            context = new Context(item, now.head(), startedNanos);
        }
        return context;
    }

    /** One item's. */
    private final class Context implements TaskContext {
        private final long number;
        private final RunHead head;
        private final long startedAt;

        Context(long number, RunHead head, long startedAt) {
            this.number = number;
            this.head = head;
            this.startedAt = startedAt;
        }

        @Override
        public boolean isCancelled() {
            return running.isToStop(number);
        }

        @Override
        public int attempt() {
            return head.earlierAttempts() + 1;
        }

        @Override
        public Optional<Duration> timeLeft() {
            return head.limitNanos() == 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(Math.max(0, startedAt + head.limitNanos() - System.nanoTime())));
        }

        @Override
        public String worker() {
            return worker;
        }

        @Override
        public void progress(@Nullable Object value) {
            if (head.progress() && !isCancelled()) {
                progress.report(number, value);
                wake.run();
            }
        }

        @Override
        public String toString() {
            return "task " + number + " of " + worker;
        }
    }
}
