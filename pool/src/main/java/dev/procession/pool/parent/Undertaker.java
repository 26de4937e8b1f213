package dev.procession.pool.parent;

import dev.procession.core.DeathCertificate;
import dev.procession.core.channel.OnceThereIsMemory;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.WorkerLostException;
import dev.procession.pool.protocol.ControlMessages.ResultsHead;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Settles what a dead worker leaves, in this order: make sure that it is dead; hear all that it had sent; read from its
 * ledger what it had finished but not sent; fail the one item that it was running, or start it anew if it has attempts
 * left; carry the rest over, but for a task that no worker lives to start.
 */
final class Undertaker {
    /** How long a worker whose channel has ended may take to die by itself. */
    private static final long GRACE_MILLIS = 200;

    /** How long a kill may take: the kernel does it at once, unless the process hangs in the kernel itself. */
    private static final long KILL_MILLIS = 5_000;

    /** How long the channel of a dead worker may take to end: someone else may have inherited its descriptors. */
    private static final long DRAIN_MILLIS = 500;

    /** A task that was the next of this many workers, all of which died before they started it, is sent to no other. */
    private static final int MOST_DEATHS = 3;

    private final PoolEngine engine;

    /** The same while the pool ends. */
    private final long goodbyeMillis;

    /**
     * An undertaker.
     *
     * @param goodbye the rungs of the pool's shutdown ladder before the kill, of which the pool itself takes care
     */
    Undertaker(PoolEngine engine, Duration goodbye) {
        this.engine = engine;
        goodbyeMillis = goodbye.toMillis();
    }

    /**
     * What is left to do once the place of the dead is free again.
     *
     * @param running the task whose item was running; null if none was
     * @param position which of its items
     * @param stopped whether it ran something whose time was up, which is settled
     * @param quarantined what no worker is sent any more, since several have died before they started it; null if none
     * @param killed whether this side had to kill the worker, because its channel alone had ended
     * @param carried what goes to other workers
     */
    record Estate(
            @Nullable PendingTask running,
            int position,
            boolean stopped,
            @Nullable Span quarantined,
            boolean killed,
            List<PendingTask> carried) {}

    /**
     * Confirms the death and carries over what was not running or is started anew, before anybody takes the worker's place:
     * so the tasks of a key stay in their order. The ledger is not needed any more afterwards.
     *
     * @param ending whether the pool ends, which gives the worker time for its shutdown hooks
     */
    Estate bury(Worker worker, boolean ending) throws InterruptedException {
        engine.dispatcher().leave(worker.link());
        if (worker.link().ended().isDone()) {
            worker.link().close(); // it has said all, and waits for our end of the channel before it ends
        }
        boolean killed = confirmDeath(worker, ending ? goodbyeMillis : GRACE_MILLIS);
        await(worker.link().ended(), DRAIN_MILLIS);
        worker.link().close();
        worker.link().sender().seal();
        worker.link().ladder().buried();
        Estate estate;
        try {
            worker.ledger().requireSense(worker.link().runs().lastItem());
            recover(worker);
            estate = divide(worker, killed);
        } catch (RuntimeException | OutOfMemoryError e) {
            loseAll(worker, e);
            estate = new Estate(
                    null, 0, false, null, killed, worker.link().runs().unwritten());
        }
        carryOver(worker, estate.carried());
        engine.dispatcher().gone(worker.link());
        engine.completions().kick();
        return estate;
    }

    /** Fails all that the worker was sent: its ledger makes no sense, so nobody knows what of it has run. */
    private void loseAll(Worker worker, Throwable why) {
        passStopped(worker);
        List<Span> lost = OnceThereIsMemory.get(() -> worker.link().inFlight().left());
        worker.link().inFlight().clear();
        for (Span span : lost) {
            if (!span.task().isErrand()) {
                WorkerLostException reason = OnceThereIsMemory.get(() -> lostSense(worker, span.task(), why));
                for (int item = span.from(); item < span.to(); item++) {
                    span.task().sink().failed(span.task().index(item), reason);
                }
                engine.open().settled(1);
            }
        }
    }

    private static WorkerLostException lostSense(Worker worker, PendingTask task, Throwable why) {
        String description = task.function().description();
        return new WorkerLostException(
                worker.label() + " died when it had been sent " + description
                        + ", and its ledger, where it noted what it ran, cannot be read (" + why.getMessage()
                        + "): the task may have run, and is not run again",
                worker.child().certificate(description));
    }

    private void carryOver(Worker worker, List<PendingTask> tasks) {
        engine.dispatcher().carryOver(tasks, () -> {
            worker.link().inFlight().clear();
            worker.link().runs().clear();
        });
    }

    /** Waits for the exit, and kills a worker whose channel alone has ended; returns whether it had to. */
    private static boolean confirmDeath(Worker worker, long graceMillis) throws InterruptedException {
        CompletableFuture<?> exit = worker.child().exit().toCompletableFuture();
        if (await(exit, graceMillis)) {
            return false;
        }
        boolean alive = worker.child().isAlive(); // or it is dead, and its last output is still being relayed
        if (alive) {
            worker.child().kill();
        }
        await(exit, KILL_MILLIS);
        return alive;
    }

    private static boolean await(CompletableFuture<?> event, long millis) throws InterruptedException {
        try {
            event.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    /** Routes the outcomes that stand in the ledger and did not come through the channel. */
    private static void recover(Worker worker) {
        Ledger ledger = worker.ledger();
        int older = ledger.base(0) <= ledger.base(1) ? 0 : 1;
        recover(worker, older);
        recover(worker, 1 - older);
    }

    private static void recover(Worker worker, int half) {
        long published = worker.ledger().published(half);
        int items = Ledger.count(published);
        if (items > 0) {
            byte[] outcomes = worker.ledger().copy(half, 0, Ledger.bytes(published));
            ResultsHead head = new ResultsHead(worker.ledger().base(half), items, 0, true);
            worker.link().router().route(head, new ByteSource(ByteBuffer.wrap(outcomes)));
        }
    }

    /** Steps over an item whose time was up, and that is settled. Returns whether there was one. */
    private boolean passStopped(Worker worker) {
        InFlight inFlight = worker.link().inFlight();
        InFlight.Next next = inFlight.next();
        if (next == null || !next.voided()) {
            return false;
        }
        if (inFlight.advance(1)) {
            engine.open().settled(1);
        }
        return true;
    }

    /** Splits what the worker had into the item that was running and the rest, which goes to other workers. */
    private Estate divide(Worker worker, boolean killed) {
        boolean stopped = passStopped(worker);
        long next = worker.link().router().received() + (stopped ? 2 : 1);
        boolean isRunning = worker.ledger().entered() >= next;
        Deque<Span> left = new ArrayDeque<>(worker.link().inFlight().left());
        left.removeIf(span -> span.task().isErrand()); // it was alone there: whoever sent it sees the worker's end
        PendingTask running = null;
        int position = 0;
        Span quarantined = null;
        List<PendingTask> carried = new ArrayList<>();
        Span first = left.pollFirst();
        if (first != null && isRunning) {
            running = first.task();
            position = first.from();
            if (first.items() > 1) {
                engine.open().opened(1); // what follows in its chunk is settled apart from it
                left.addFirst(new Span(running, position + 1, first.to()));
            }
            if (running.attempts() > 1) {
                carried.add(anew(running, position));
            }
        } else if (first != null && first.task().deaths() + 1 < MOST_DEATHS) {
            carried.add(again(first).withDeaths(first.task().deaths() + 1));
        } else {
            quarantined = first;
        }
        left.forEach(span -> carried.add(again(span)));
        carried.addAll(worker.link().runs().unwritten());
        carried.removeIf(PendingTask::isErrand);
        return new Estate(running, position, stopped, quarantined, killed, carried);
    }

    /** The item that was running, to be started once more. */
    private PendingTask anew(PendingTask task, int item) {
        if (task.isWanted() && engine.dispatcher().dropping() == null) {
            engine.tally().repeated();
        }
        return task.part(engine.codecs(), new Span(task, item, item + 1), task.attempts() - 1);
    }

    private PendingTask again(Span span) {
        PendingTask task = span.task();
        return span.isWhole() ? task : task.part(engine.codecs(), span, task.attempts());
    }

    /** Settles what is not carried over. */
    void settle(Worker worker, Estate estate) {
        settleRunning(worker, estate);
        settleQuarantined(worker, estate);
    }

    private void settleQuarantined(Worker worker, Estate estate) {
        Span span = estate.quarantined();
        if (span == null) {
            return;
        }
        RuntimeException dropping = engine.dispatcher().dropping();
        RuntimeException reason =
                dropping != null ? dropping : OnceThereIsMemory.get(() -> quarantined(worker, estate, span.task()));
        for (int item = span.from(); item < span.to(); item++) {
            span.task().sink().failed(span.task().index(item), reason);
        }
        engine.open().settled(1);
    }

    private static WorkerLostException quarantined(Worker worker, Estate estate, PendingTask task) {
        String description = task.function().description();
        DeathCertificate certificate = worker.child().certificate(description);
        return new WorkerLostException(
                MOST_DEATHS + " workers in a row died when they were sent " + description + " with " + task.bytes()
                        + " bytes of arguments, before they started it, the last one " + worker.label() + ": "
                        + reason(worker, estate, certificate) + "; it was never started and is not sent again"
                        + tail(certificate),
                certificate);
    }

    /** Fails the item that was running, with the certificate, unless it is started anew. */
    private void settleRunning(Worker worker, Estate estate) {
        PendingTask task = estate.running();
        if (task == null || task.attempts() > 1) {
            return;
        }
        int item = estate.position();
        RuntimeException dropping = engine.dispatcher().dropping();
        if (dropping != null) {
            task.sink().failed(task.index(item), dropping);
            engine.open().settled(1);
        } else {
            lose(worker, estate, task);
        }
    }

    private void lose(Worker worker, Estate estate, PendingTask task) {
        WorkerLostException reason = OnceThereIsMemory.get(() -> lost(worker, estate, task));
        task.sink().failed(task.index(estate.position()), reason);
        engine.open().settled(1);
    }

    private static WorkerLostException lost(Worker worker, Estate estate, PendingTask task) {
        String description = task.function().description();
        DeathCertificate certificate = worker.child().certificate(description);
        String message = worker.slot().isLocal()
                ? worker.label() + " died while it ran " + description + ": " + reason(worker, estate, certificate)
                        + attempts(task) + tail(certificate)
                : worker.label() + " was lost with " + description + ", which may have run there, or still run: "
                        + certificate.reason() + attempts(task);
        return new WorkerLostException(message, certificate);
    }

    private static String attempts(PendingTask task) {
        int most = task.terms().attempts();
        return most == 1
                ? "; the task was started, so it is not run again; pool.with(TaskOptions.attempts(3)) would"
                : "; this was attempt " + most + " of " + most;
    }

    private static String reason(Worker worker, Estate estate, DeathCertificate certificate) {
        String failure = worker.link().failure();
        if (estate.killed()) {
            return "its pool killed it, because " + (failure.isEmpty() ? "its channel had ended" : failure);
        }
        return certificate.reason() + (failure.isEmpty() ? "" : "; before that " + failure);
    }

    private static String tail(DeathCertificate certificate) {
        String printed = certificate.outputTail().strip();
        return printed.isEmpty() ? "" : "; its worker printed last (perhaps for earlier tasks):\n" + printed;
    }
}
