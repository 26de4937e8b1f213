package dev.procession.pool.parent;

import dev.procession.core.DeathCertificate;
import dev.procession.core.ExitStatus;
import dev.procession.core.channel.Channel;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.ControlFrame;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.ResultsHead;
import dev.procession.pool.protocol.FrameSeal;
import dev.procession.pool.protocol.Hello;
import dev.procession.pool.protocol.MessageKind;
import dev.procession.pool.protocol.Protocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A worker that a test plays: what it enters, what it answers, whether its channel takes more, when it dies. */
final class HandDrivenWorker implements ChildHandle, Channel {
    private final HandDrivenPool pool;
    private final String name;
    private final Ledger ledger = Ledger.inMemory();
    private final WorkerLink link;
    private final FrameSeal.Writer sealing = new FrameSeal.Writer();
    private final List<ByteBuffer> sent = new ArrayList<>();
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private long answered;

    /** Whether its channel takes no frames. */
    boolean full;

    HandDrivenWorker(HandDrivenPool pool, String name) {
        this.pool = pool;
        this.name = name;
        link = new WorkerLink(this, Hello.ofThisProcess(pool.codecs, pool.maxFrameBytes()), ledger, pool.engine);
        link.open(this, Set.of());
    }

    /** The parent's end of it. */
    WorkerLink parentEnd() {
        return link;
    }

    Ledger ledger() {
        return ledger;
    }

    /** As the places know it. */
    Worker inItsPlace() {
        LedgerPlace place = LedgerPlace.UNSHARED;
        WorkerSlot slot = new WorkerSlot(1, name, null, place);
        return new Worker(slot, this, link, ledger, System.nanoTime());
    }

    /** Whether it was sent this task, and neither answered nor was relieved of it. */
    boolean has(PendingTask task) {
        InFlight.Item item = link.inFlight().find(task.firstItem());
        return item != null && item.task() == task;
    }

    /** Enters each item of a task that it was sent. */
    void enter(PendingTask task) {
        for (int item = 0; item < task.items(); item++) {
            if (!has(task) || !ledger.enter(task.firstItem() + item)) {
                throw new IllegalStateException(name + " was not sent this task, or was relieved of it");
            }
        }
    }

    /** Runs all that it was sent and is sent for it, one item after the other. */
    void runAll() {
        while (link.inFlight().next() != null) {
            run(1);
        }
    }

    /** Runs so many items of what it was sent. */
    void run(int items) {
        for (int i = 0; i < items; i++) {
            boolean enters = ledger.enter(answered + 1);
            answer(1, !enters, false);
        }
    }

    /** Sends the outcomes of so many items. */
    void succeed(int items) {
        answer(items, false, false);
    }

    /** Sends the outcomes of so many items, as the last ones. */
    void succeedAndRetire(int items) {
        answer(items, false, true);
    }

    private void answer(int items, boolean skipped, boolean last) {
        ByteSink outcomes = new ByteSink(64);
        for (int i = 0; i < items; i++) {
            if (skipped) {
                outcomes.writeByte(Protocol.SKIPPED);
            } else {
                pool.codecs.encode(1, outcomes);
            }
        }
        ResultsHead head = new ResultsHead(answered + 1, items, 100, last);
        answered += items;
        List<ByteBuffer> frame = ControlMessages.results(head, ByteBuffer.wrap(outcomes.toByteArray()));
        boolean unused = sealing.offer(new Wire(link), frame);
    }

    /** How many frames of a kind it was sent. */
    long received(MessageKind kind) {
        return sent.stream()
                .filter(frame -> ControlFrame.read(FrameSeal.strip(frame)).kind() == kind)
                .count();
    }

    private static ByteBuffer inOne(List<ByteBuffer> pieces) {
        ByteBuffer whole = ByteBuffer.allocate(
                pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(piece -> whole.put(piece.duplicate()));
        return whole.flip();
    }

    /** What the worker writes is heard at once. */
    private record Wire(WorkerLink to) implements Channel {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            to.listener().frame(inOne(frame));
            return true;
        }

        @Override
        public void request(int frames) {}

        @Override
        public void closeOutput() {}

        @Override
        public void close() {}
    }

    @Override
    public boolean offer(List<ByteBuffer> frame) {
        if (!full) {
            sent.add(inOne(frame));
        }
        return !full;
    }

    @Override
    public void request(int frames) {}

    @Override
    public void closeOutput() {}

    @Override
    public void close() {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public LaunchLink link() {
        throw new IllegalStateException(name + " has no launch link");
    }

    @Override
    public CompletionStage<ExitStatus> exit() {
        return exit;
    }

    @Override
    public DeathCertificate certificate(String task) {
        return new DeathCertificate(name, pid(), ExitStatus.of(9), "it was killed", task, "", null);
    }

    @Override
    public void terminate() {
        kill();
    }

    @Override
    public void kill() {
        exit.complete(ExitStatus.of(9));
        link.listener().peerClosed();
    }
}
