package dev.procession.pool.parent;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.codec.Codecs;
import dev.procession.core.error.ProtocolException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.protocol.ClassMessages;
import dev.procession.pool.protocol.ControlFrame;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.Cancel;
import dev.procession.pool.protocol.ControlMessages.ItemRange;
import dev.procession.pool.protocol.ControlMessages.Stack;
import dev.procession.pool.protocol.FrameSeal;
import dev.procession.pool.protocol.Hello;
import dev.procession.pool.protocol.Protocol;
import dev.procession.pool.protocol.Pulse;
import dev.procession.pool.protocol.RunHead;
import dev.procession.pool.protocol.TasksWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The parent's end of one worker: takes the tasks that the dispatcher gives, writes them into frames, as many at once as
 * wait, and hands what comes back to the router. Thread-safe; whoever calls {@link #flush} first sends for all.
 */
final class WorkerLink implements ChannelListener {
    /** A frame is closed when it has grown to this: enough to make a system call worth while, still in the cache. */
    private static final int FRAME_BYTES = 256 << 10;

    /** Outcomes of this many bytes are acknowledged at the latest: a quarter of what a worker can store unacknowledged. */
    private static final int ACK_BYTES = 16 << 10;

    /** How long a recall may take at the most: what is sent meanwhile never blocks. */
    private static final long RECALL_NANOS = 50_000_000;

    private final String worker;
    private final ChildHandle child;
    private final Hello own;
    private final Dispatcher dispatcher;
    private final OpenTasks open;
    private final CompletionQueue completions;
    private final Ledger ledger;
    private final Codecs codecs;
    private final InFlight inFlight = new InFlight();
    private final Window window = new Window(System::nanoTime);
    private final SlotTable slots = new SlotTable();
    private final ResultRouter router;
    private final ClassDesk classes;
    private final StopLadder ladder;
    private final Queue<PendingTask> outgoing = new ConcurrentLinkedQueue<>();
    private final Queue<List<ByteBuffer>> controls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean recalling = new AtomicBoolean();

    /** Whether tasks were dropped instead of sent, so that there is room which the dispatcher has not heard of. */
    private final AtomicBoolean roomMade = new AtomicBoolean();

    private final AtomicReference<@Nullable WorkerEnd> leaving = new AtomicReference<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;
    private volatile boolean retired;
    private volatile @Nullable Wear wear;
    private volatile CompletableFuture<String> asked = new CompletableFuture<>();
    private final AtomicInteger flushing = new AtomicInteger();
    private final CompletableFuture<Hello> hello = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile @Nullable Channel channel;
    private volatile String failure = "";
    private volatile boolean condemned;
    private volatile boolean sealed;
    private @Nullable List<ByteBuffer> refused;
    private final FrameSeal.Writer sealing = new FrameSeal.Writer();
    private final FrameSeal.Reader unsealing = new FrameSeal.Reader();
    private final SilenceWatch silence;
    private long nextItem = 1;
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private final boolean oneByOne;
    private final Pulse pulse = new Pulse();

    WorkerLink(ChildHandle child, Hello own, Ledger ledger, PoolEngine engine) {
        this(Worker.label(child), child, own, ledger, engine, false);
    }

    /**
     * A link to a peer that writes no ledger we can read. It is sent one item at a time, each noted in a ledger of our own:
     * so at its loss we know the one that it may have run. It is asked for signs of life.
     */
    static WorkerLink toPeerWithoutLedger(ChildHandle peer, Hello own, Ledger ledger, PoolEngine engine) {
        return new WorkerLink(peer.name(), peer, own, ledger, engine, true);
    }

    private WorkerLink(
            String worker, ChildHandle child, Hello own, Ledger ledger, PoolEngine engine, boolean oneByOne) {
        this.worker = worker;
        this.child = child;
        this.oneByOne = oneByOne;
        this.own = own;
        this.ledger = ledger;
        codecs = engine.codecs();
        dispatcher = engine.dispatcher();
        open = engine.open();
        completions = engine.completions();
        classes = new ClassDesk(engine, own.maxFrameBytes());
        silence = new SilenceWatch(engine.threads().keepers(), this::isBusy, this::askForAWord);
        ladder = new StopLadder(this, ledger, engine.graces(), engine.limits());
        router = new ResultRouter(inFlight, codecs, window, open, worker, ladder);
    }

    /** Starts the conversation on an open channel. */
    void open(Channel opened) {
        channel = opened;
        controls.add(own.write());
        flush();
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

    /** Why the channel broke; empty if it did not, or ended as it should. */
    String failure() {
        return failure;
    }

    private void fail(String why) {
        if (!ended.isDone()) {
            failure = why;
        }
        ended.complete(why);
    }

    /** The worker's name, and its process id where that is known, for messages. */
    String worker() {
        return worker;
    }

    /** Its process, or what stands for it. */
    ChildHandle child() {
        return child;
    }

    /** Whether tasks with keys may be its own. */
    boolean takesShards() {
        return !oneByOne;
    }

    Window window() {
        return window;
    }

    StopLadder ladder() {
        return ladder;
    }

    InFlight inFlight() {
        return inFlight;
    }

    ResultRouter router() {
        return router;
    }

    /** Who is told of what the worker does. Set before it joins. */
    void watchedBy(Wear watcher) {
        wear = watcher;
    }

    /** The dispatcher gives nothing more from now on. Called under its lock. */
    void retire() {
        retired = true;
    }

    /** Whether the dispatcher gives nothing, now and later. */
    boolean isRetired() {
        return retired;
    }

    /** What was given is about to run. */
    void wasGiven() {
        Wear watcher = wear;
        if (watcher != null) {
            watcher.given();
        }
    }

    /**
     * Takes a task, or as much of it as the worker may still run; {@link #flush} sends it. Called under the dispatcher's
     * lock.
     *
     * @return the rest; null if there is none
     */
    @Nullable
    PendingTask give(PendingTask task) {
        int items = task.isErrand() ? task.items() : window.allowed(task.items());
        if (items == task.items()) {
            accept(task);
            return null;
        }
        open.opened(1);
        accept(task.part(codecs, new Span(task, 0, items), task.attempts()));
        return task.part(codecs, new Span(task, items, task.items()), task.attempts());
    }

    private void accept(PendingTask task) {
        if (oneByOne && task.items() > 1) {
            List<PendingTask> items = task.parts(codecs, new Span(task, 0, task.items()), task.attempts(), 1);
            open.opened(items.size() - 1);
            items.forEach(this::giveOne);
        } else {
            giveOne(task);
        }
    }

    private void giveOne(PendingTask task) {
        window.given(task);
        outgoing.add(task);
    }

    /** Shows that we are there, and gives the worker up if it has not done so for too long. */
    void ping() {
        if (pulse.isLost()) {
            fail("nothing was heard of it for " + Pulse.LOST_MILLIS / 1000 + " s");
        } else {
            controls.add(ControlMessages.ping());
            flush();
        }
    }

    private boolean isBusy() {
        return window.isAnySent() && !ended.isDone();
    }

    private void askForAWord() {
        controls.add(ControlMessages.pingForAnswer());
        flush();
    }

    /**
     * Tells the worker that nobody wants these tasks any more: neighbours at once, and nothing of those that have all their
     * outcomes.
     *
     * @param tasks what it was sent, in that order
     */
    void cancel(List<PendingTask> tasks) {
        long received = router.received();
        long from = 0;
        long to = 0;
        long last = 0;
        for (PendingTask task : tasks) {
            long end = task.firstItem() + task.items();
            if (end - 1 > received) {
                if (task.firstItem() != to) {
                    tellUnwanted(from, to);
                    from = task.firstItem();
                }
                to = end;
                last = Math.max(last, end - 1);
            }
        }
        tellUnwanted(from, to);
        if (last > 0) {
            flush();
            ladder.cancels(last);
        }
    }

    /** The items from one up to before another, if there are any. */
    private void tellUnwanted(long from, long to) {
        if (to > from) {
            controls.add(ControlMessages.cancel(new Cancel(new ItemRange(from, (int) (to - from)), false)));
        }
    }

    /** Tells the worker to stop an item, and first to say where it is. */
    void stop(long item) {
        controls.add(ControlMessages.cancel(new Cancel(new ItemRange(item, 1), true)));
        flush();
    }

    /**
     * Tells the worker to stop the item that it has entered last, and asks where it is.
     *
     * @return its stack; empty if it has left the item; never completed if the worker does not answer
     */
    CompletableFuture<String> stopAndAsk() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked = answer;
        stop(ledger.entered());
        return answer;
    }

    /**
     * Takes back all but the item that the worker runs, and sends nothing any more, so that the worker's end hits that item
     * alone. Waits for a send that is under way; those never block.
     *
     * @param item the one that it may be running
     * @return whether it runs that; if not, it goes on as before
     */
    boolean condemn(long item) {
        while (!flushing.compareAndSet(0, 1)) {
            if (sealed) {
                return false;
            }
            Thread.onSpinWait();
        }
        condemned = true;
        window.bar(true);
        takeBack();
        boolean hit = ledger.entered() == item && router.received() < item;
        condemned = hit;
        window.bar(hit);
        int missed = flushing.addAndGet(-1);
        while (missed != 0) {
            sendAll();
            missed = flushing.addAndGet(-missed);
        }
        if (!hit) {
            roomMade.set(true);
            flush();
        }
        return hit;
    }

    /** Takes back what the worker has not started, for others to run. */
    void recall() {
        recalling.set(true);
        flush();
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
        return condemned;
    }

    /** Completes when nothing is under way to the worker or from it, once it is given nothing more; never if it dies. */
    CompletableFuture<Void> drained() {
        draining = true;
        flush();
        return drained;
    }

    /** Waits until a {@link #recall} is done, which another thread may be at; a link that is too busy for it is left alone. */
    void awaitRecalled() {
        long deadline = System.nanoTime() + RECALL_NANOS;
        while (flushing.get() != 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** Asks the worker to end. */
    void shutDown() {
        controls.add(ControlMessages.shutdown());
        flush();
    }

    void close() {
        Channel opened = channel;
        if (opened != null) {
            opened.close();
        }
        ended.complete("closed");
    }

    /** Nothing is sent any more once this has returned. Waits for a send that is under way; those never block. */
    void seal() {
        while (!flushing.compareAndSet(0, 1)) {
            Thread.onSpinWait();
        }
        sealed = true;
    }

    /** Whether the worker is being buried. */
    boolean isSealed() {
        return sealed;
    }

    /** The tasks that were given but not sent; the link is sealed, and none can be given any more. */
    List<PendingTask> drainOutgoing() {
        List<PendingTask> all = List.copyOf(outgoing);
        outgoing.clear();
        return all;
    }

    /** Sends what waits, unless another thread does: then that one goes round once more. Never blocks. */
    void flush() {
        if (flushing.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            sendAll();
            missed = flushing.addAndGet(-missed);
        } while (missed != 0);
        if (roomMade.get() && roomMade.getAndSet(false)) {
            dispatcher.dispatch();
        }
    }

    private void sendAll() {
        Channel opened = channel;
        if (opened == null || ended.isDone()) {
            return;
        }
        if (recalling.getAndSet(false)) {
            takeBack();
        }
        try {
            List<ByteBuffer> frame = refused != null ? refused : nextFrame();
            while (frame != null && sealing.offer(opened, frame)) {
                frame = nextFrame();
            }
            refused = frame;
            if (draining && outgoing.isEmpty() && inFlight.isEmpty()) {
                drained.complete(null);
            }
        } catch (dev.procession.core.error.ChannelException e) {
            fail("its channel could not be written: " + e.getMessage());
        }
    }

    /** What a worker has when it is drained is an errand of its own, not for others. */
    private void takeBack() {
        if (drained.isDone()) {
            return;
        }
        List<PendingTask> back = new ArrayList<>();
        for (InFlight.Recalled recalled : inFlight.recall(ledger, nextItem - 1, window)) {
            Span span = recalled.span();
            PendingTask task = span.task();
            List<PendingTask> parts = task.parts(codecs, span, task.attempts(), window.itemsPerTarget());
            open.opened(parts.size() - (recalled.rest() ? 1 : 0));
            back.addAll(parts);
        }
        dispatcher.takeBack(back, this);
    }

    /** Gives back what was given and not sent, in order. Called under the dispatcher's lock by whoever sends. */
    List<PendingTask> withdraw() {
        List<PendingTask> back = new ArrayList<>();
        for (PendingTask task = outgoing.poll(); task != null; task = outgoing.poll()) {
            window.dropped(task);
            back.add(task);
        }
        return back;
    }

    private @Nullable List<ByteBuffer> nextFrame() {
        List<ByteBuffer> control = controls.poll();
        return control != null ? control : nextTasks();
    }

    private @Nullable List<ByteBuffer> nextTasks() {
        if (outgoing.isEmpty() || condemned || (oneByOne ? window.isAnySent() : window.enoughSent())) {
            return null;
        }
        TasksWriter writer = new TasksWriter();
        int empty = writer.bytes();
        PendingTask task = outgoing.peek();
        while (task != null && writer.bytes() < FRAME_BYTES && write(task, writer, writer.bytes() == empty)) {
            task = oneByOne && window.isAnySent() ? null : outgoing.peek();
        }
        if (writer.bytes() == empty) {
            return null;
        }
        unacknowledged.set(0);
        return writer.finish(router.received());
    }

    /** Writes the task, or as much as fits: its function alone, or nothing. Returns whether more can be written. */
    private boolean write(PendingTask task, TasksWriter writer, boolean first) {
        if (!task.isWanted()) {
            outgoing.remove();
            window.dropped(task);
            task.drop();
            open.settled(1);
            roomMade.set(true);
            return true;
        }
        PackedFunction function = task.function();
        int slot = slots.find(function);
        boolean defined = slot < 0;
        if (defined) {
            if (!first && !fits(writer, function.bytes().length)) {
                return false;
            }
            slot = slots.define(function);
            writer.define(slot, function.bytes(), function.capturesNothing(), function.description());
        }
        boolean alone = first && !defined;
        if (!alone && !fits(writer, task.bytes())) {
            return false;
        }
        outgoing.remove();
        send(task, slot, writer);
        return true;
    }

    private boolean fits(TasksWriter writer, int bytes) {
        return (long) writer.bytes() + bytes + Protocol.FRAME_OVERHEAD_BYTES / 2 <= own.maxFrameBytes();
    }

    private void send(PendingTask task, int slot, TasksWriter writer) {
        TaskTerms terms = task.terms();
        if (oneByOne) {
            ledger.starts(System.nanoTime());
            ledger.enter(nextItem);
        }
        inFlight.add(task);
        task.carriedBy(this, nextItem);
        nextItem += task.items();
        window.sent(task);
        if (!oneByOne) {
            silence.begin();
        }
        RunHead head = new RunHead(
                slot, task.shape(), task.items(), task.earlierAttempts(), terms.limitNanos(), terms.progress() != null);
        writer.run(head, task.arguments());
        if (terms.isTimed()) {
            ladder.sends(nextItem - 1, terms.limitNanos());
        }
        if (!task.isWanted()) {
            tellUnwanted(task.firstItem(), nextItem);
            ladder.cancels(nextItem - 1);
        }
    }

    @Override
    public void frame(ByteBuffer frame) {
        ControlFrame control = ControlFrame.read(unsealing.open(frame));
        silence.hear();
        if (oneByOne) {
            pulse.beat();
        }
        switch (control.kind()) {
            case HELLO -> hear(Hello.read(control));
            case RESULTS -> results(control);
            case BODY -> body(control);
            case STACK -> stack(ControlMessages.stack(control));
            case PROGRESS -> progress(control);
            case BYE, PING -> {}
            case CLASS_WANTED -> classes.answer(ClassMessages.wanted(control), this::sendControl);
            case TASKS, ACK, CANCEL, GRANT, SHUTDOWN, CLASS_GIVEN ->
                throw new ProtocolException("a worker sent " + control.kind() + ", which only the parent sends");
        }
    }

    private void sendControl(List<ByteBuffer> frame) {
        controls.add(frame);
        flush();
    }

    @Override
    public void arriving() {
        if (oneByOne) {
            pulse.beat();
        }
    }

    private void hear(Hello peer) {
        own.checkAgainst(peer);
        hello.complete(peer);
    }

    private void results(ControlFrame control) {
        int bytes = control.payload().remaining();
        long wanted = router.route(ControlMessages.resultsHead(control), control.payload());
        completions.kick();
        unacknowledged.addAndGet(bytes);
        if (wanted != 0) {
            controls.add(ControlMessages.grant(wanted));
        }
        dispatcher.dispatch();
        flush();
        if (unacknowledged.get() >= ACK_BYTES) {
            acknowledge();
        }
        progressed();
    }

    private void progressed() {
        Wear watcher = wear;
        if (watcher != null) {
            watcher.progressed();
        }
    }

    private void body(ControlFrame control) {
        router.routeBody(ControlMessages.number(control), control.payload());
        completions.kick();
        acknowledge();
        dispatcher.dispatch();
        flush();
        progressed();
    }

    private void progress(ControlFrame control) {
        InFlight.Item item = inFlight.findUnsettled(ControlMessages.number(control));
        if (item != null) {
            PendingTask task = item.task();
            ByteBuffer value = control.payload().slice(control.payload().remaining());
            task.sink()
                    .reported(task.index(item.position()), new EncodedOutcome(value, codecs, task.function(), worker));
        }
    }

    private void stack(Stack stack) {
        ladder.heard(stack.item(), stack.text());
        asked.complete(stack.text());
        completions.kick();
    }

    private void acknowledge() {
        unacknowledged.set(0);
        controls.add(ControlMessages.ack(router.received()));
        flush();
    }

    @Override
    public void writable() {
        flush();
    }

    @Override
    public void peerClosed() {
        ended.complete("its connection ended");
    }

    @Override
    public void failed(Throwable cause) {
        fail("its channel failed: " + cause.getMessage());
    }
}
