package dev.procession.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A wait for a child's end, without a limit, that says every now and then what it waits for.
 *
 * @param process what is waited for, in words
 * @param every how often it is said
 */
record LongJoin(String process, Duration every) {
    /**
     * Waits.
     *
     * @param exit completes when the child has ended
     * @throws InterruptedException if interrupted while waiting
     */
    void await(CompletableFuture<ExitStatus> exit) throws InterruptedException {
        while (!ends(exit)) {
            report();
        }
    }

    /** Looks for the logger only here: the first one of a JVM costs some tens of milliseconds. */
    private void report() {
        System.getLogger("dev.procession.core.JvmProcess")
                .log(
                        System.Logger.Level.INFO,
                        "join() waits for {0} to end; if it sends over a connection, it may wait itself until that is"
                                + " received: receive first, then join. join(limit) gives up, terminate() ends it",
                        process);
    }

    private boolean ends(CompletableFuture<ExitStatus> exit) throws InterruptedException {
        try {
            exit.get(every.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException impossible) {
            throw new AssertionError("An exit status cannot fail", impossible);
        }
    }
}
