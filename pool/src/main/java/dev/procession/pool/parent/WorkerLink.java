package dev.procession.pool.parent;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.TransportProvider.Trait;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.Hello;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The parent's end of one worker: puts its parts together, and knows how the conversation stands. Tasks go by
 * {@link RunWriter} and {@link WorkerSender}, outcomes come by {@link WorkerListener} and {@link ResultRouter}. Thread-safe;
 * {@link SendTurn} says in which order its locks are taken.
 */
final class WorkerLink {
    private static final String CUT_OFF =
            "an error cut off the thread that sent to it, as when a caller's stack or the memory"
                    + " of this process runs out: give this process more of what it lacks";

    /** Whoever waits for an answer is woken by its outcome, and every task has one. */
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    private final String worker;
    private final ChildHandle child;
    private final Hello own;
    private final boolean sharesLedger;
    private final Window window = new Window(System::nanoTime);
    private final InFlight inFlight = new InFlight();
    private final WorkerSender sender;
    private final RunWriter runs;
    private final TakeBack takeBack;
    private final WorkerListener listener;
    private final ResultRouter router;
    private final Receipts receipts;
    private final StopLadder ladder;
    private final StopOrders orders;
    private final LifeSigns signs;
    private final CompletableFuture<Hello> hello = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile String failure = "";
    private volatile @Nullable Channel readable;
    private final AtomicReference<@Nullable WorkerEnd> leaving = new AtomicReference<>();
    private final AtomicBoolean burial = new AtomicBoolean();
    private volatile boolean retired;
    private volatile @Nullable Wear wear;

    WorkerLink(ChildHandle child, Hello own, Ledger ledger, PoolEngine engine) {
        this(child, own, ledger, engine, true);
    }

    /**
     * A link to a peer that writes no ledger we can read. It is sent one item at a time, each noted in a ledger of our own:
     * so at its loss we know the one that it may have run. It is asked for signs of life.
     */
    static WorkerLink toPeerWithoutLedger(ChildHandle peer, Hello own, Ledger ledger, PoolEngine engine) {
        return new WorkerLink(peer, own, ledger, engine, false);
    }

    private WorkerLink(ChildHandle child, Hello own, Ledger ledger, PoolEngine engine, boolean sharesLedger) {
        this.child = child;
        this.own = own;
        this.sharesLedger = sharesLedger;
        worker = sharesLedger ? Worker.label(child) : child.name();
        sender = new WorkerSender(this, engine.dispatcher());
        runs = new RunWriter(this, ledger, own.maxFrameBytes(), engine);
        takeBack = new TakeBack(this, ledger, engine);
        ladder = new StopLadder(this, ledger, engine.graces(), engine.limits(), engine.damage());
        orders = new StopOrders(this, ledger);
        router = new ResultRouter(inFlight, engine.codecs(), window, engine.open(), worker, ladder, engine.damage());
        receipts = new Receipts(router, sender);
        signs = new LifeSigns(this);
        listener = new WorkerListener(this, own, engine);
    }

    /** The worker's name, and its process id where that is known, for messages. */
    String worker() {
        return worker;
    }

    /** Its process, or what stands for it. */
    ChildHandle child() {
        return child;
    }

    /** Whether it notes what it enters where we can read it; if so, tasks with keys may be its own. */
    boolean sharesLedger() {
        return sharesLedger;
    }

    /** What its channel is opened with. */
    ChannelListener listener() {
        return listener;
    }

    /** How much it has been given. */
    Window window() {
        return window;
    }

    /** What it was sent. */
    InFlight inFlight() {
        return inFlight;
    }

    /** What it was given and is not sent. */
    RunWriter runs() {
        return runs;
    }

    WorkerSender sender() {
        return sender;
    }

    TakeBack takeBack() {
        return takeBack;
    }

    ResultRouter router() {
        return router;
    }

    Receipts receipts() {
        return receipts;
    }

    StopLadder ladder() {
        return ladder;
    }

    StopOrders orders() {
        return orders;
    }

    LifeSigns signs() {
        return signs;
    }

    /**
     * Starts the conversation on an open channel.
     *
     * @param traits what its transport can do
     */
    void open(Channel opened, Set<Trait> traits) {
        if (traits.contains(Trait.WAITER_READS)) {
            readable = opened;
        }
        sender.open(opened);
        sender.send(own.write());
        opened.request(Integer.MAX_VALUE);
    }

    /** Completes with the worker's first word. */
    CompletableFuture<Hello> hello() {
        return hello;
    }

    /** Completes with the reason when nothing more will come. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /**
     * Reads what the worker sends on the calling thread, which saves a switch of threads, until a condition holds that an answer
     * of this worker makes true. Returns without that if the channel ends, or is none that those who wait may read.
     */
    void readUntil(BooleanSupplier done) throws InterruptedException {
        Channel channel = readable;
        if (channel != null) {
            boolean unused = channel.readUntil(done, FOR_EVER);
        }
    }

    /** Why the channel broke; empty if it did not, or ended as it should. */
    String failure() {
        return failure;
    }

    /** The channel is broken, for this reason; unless the conversation has ended before. */
    void fail(String why) {
        if (!ended.isDone()) {
            failure = why;
        }
        ended.complete(why);
    }

    /** Called every now and then: gives the worker up if nobody can send to it any more, and asks it for a word if it is silent. */
    void look() {
        if (sender.turn().isBroken()) {
            fail(CUT_OFF);
        } else {
            signs.look();
        }
    }

    /** Whether the caller is the first that is about to bury the worker. */
    boolean beginBurial() {
        return burial.compareAndSet(false, true);
    }

    /** Asks the worker to end. */
    void shutDown() {
        sender.send(ControlMessages.shutdown());
    }

    /** Ends the conversation. */
    void close() {
        sender.close();
        ended.complete("closed");
    }

    /** Who is told of what the worker does. Set before it joins. */
    void watchedBy(Wear watcher) {
        wear = watcher;
    }

    /** What was given is about to run. */
    void wasGiven() {
        Wear watcher = wear;
        if (watcher != null) {
            watcher.given();
        }
    }

    /** Outcomes have come. */
    void progressed() {
        Wear watcher = wear;
        if (watcher != null) {
            watcher.progressed();
        }
    }

    /** The dispatcher gives nothing more from now on. Called under its lock. */
    void retire() {
        retired = true;
    }

    /** Whether the dispatcher gives nothing, now and later. */
    boolean isRetired() {
        return retired;
    }

    /** The worker is about to leave in order. Returns false if it was before. */
    boolean beginToLeave(WorkerEnd why) {
        return leaving.compareAndSet(null, why);
    }

    /** Whether the worker is about to leave in order. */
    boolean isLeaving() {
        return leaving.get() != null;
    }

    /** Why the worker is about to leave in order; null if it is not. */
    @Nullable
    WorkerEnd leavesBecause() {
        return leaving.get();
    }

    /** Whether the worker is being ended for what it runs. */
    boolean isCondemned() {
        return runs.isBarred();
    }
}
