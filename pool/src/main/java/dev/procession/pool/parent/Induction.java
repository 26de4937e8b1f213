package dev.procession.pool.parent;

import dev.procession.core.DeathCertificate;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.launch.ChildHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Has a worker that has just reported run the pool's initializer. Blocks, within the start timeout. */
final class Induction {
    /** How long a worker whose initializer has failed may take to die. */
    private static final long ENDING_MILLIS = 5_000;

    /** How long a worker may take to say where its initializer is. */
    private static final long STACK_MILLIS = 500;

    private final @Nullable Errand initializer;
    private final Duration startTimeout;

    Induction(@Nullable Errand initializer, Duration startTimeout) {
        this.initializer = initializer;
        this.startTimeout = startTimeout;
    }

    /** How many items a worker has finished before its first task. */
    int items() {
        return initializer == null ? 0 : 1;
    }

    /**
     * Runs it, if there is one.
     *
     * @param since when the start timeout began, in {@link System#nanoTime} terms
     * @throws LaunchException if it failed, which is the cause, if the worker died, or if it takes too long, with the stack of
     *     the thread that runs it; nothing of the worker is left
     */
    void induct(Worker worker, long since) throws InterruptedException {
        Errand errand = initializer;
        if (errand == null) {
            return;
        }
        boolean done = false;
        try {
            run(errand, worker, since);
            done = true;
        } finally {
            if (!done) {
                end(worker);
            }
        }
    }

    private void run(Errand errand, Worker worker, long since) throws InterruptedException {
        CompletableFuture<@Nullable Object> outcome = errand.sendTo(worker.link());
        CompletableFuture<?> answered =
                CompletableFuture.anyOf(outcome, worker.link().ended(), exit(worker));
        long left = Math.max(1, startTimeout.toNanos() - (System.nanoTime() - since));
        try {
            answered.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new LaunchException(worker.label() + " takes no tasks: its " + errand.description()
                    + " had not returned when startTimeout, " + startTimeout
                    + ", had passed; give it longer with ProcessPool.builder().startTimeout(...)" + place(worker));
        } catch (ExecutionException e) {
            throw new LaunchException(ErrorCode.LAUNCH_FAILED, "the channel of " + worker.label() + " failed", e);
        }
        if (!outcome.isDone()) {
            throw died(errand, worker);
        }
        try {
            Object unused = Failed.resolve(outcome.join());
        } catch (Throwable thrown) {
            throw new LaunchException(
                    ErrorCode.LAUNCH_FAILED,
                    worker.label() + " takes no tasks: its " + errand.description() + " failed: " + thrown,
                    thrown);
        }
    }

    /** Where the initializer is, as the end of a message. Ends it, if it heeds its interrupt. */
    private static String place(Worker worker) throws InterruptedException {
        try {
            String stack = worker.link().orders().stopAndAsk().get(STACK_MILLIS, TimeUnit.MILLISECONDS);
            return stack.isEmpty() ? "; it ended just then" : "; it was at\n" + stack.stripTrailing();
        } catch (ExecutionException | TimeoutException e) {
            return "; where it was is not known: its JVM did not answer within " + STACK_MILLIS
                    + " ms, as one that was stopped or hangs in native code";
        }
    }

    private static LaunchException died(Errand errand, Worker worker) throws InterruptedException {
        worker.link().close();
        if (!awaitExit(worker)) {
            end(worker);
        }
        ChildHandle child = worker.child();
        String during = worker.label() + " died while it ran its " + errand.description();
        if (child.isAlive()) {
            return new LaunchException(during);
        }
        DeathCertificate certificate = child.certificate(errand.description());
        String printed = certificate.outputTail().strip();
        return new LaunchException(during + ": " + certificate.reason()
                + (printed.isEmpty() ? "; it printed nothing" : "; it printed:\n" + printed));
    }

    private static void end(Worker worker) throws InterruptedException {
        worker.child().kill();
        worker.link().close();
        boolean unused = awaitExit(worker);
    }

    private static boolean awaitExit(Worker worker) throws InterruptedException {
        try {
            exit(worker).get(ENDING_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static CompletableFuture<?> exit(Worker worker) {
        return worker.child().exit().toCompletableFuture();
    }
}
