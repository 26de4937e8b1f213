package dev.procession.pool.child;

import dev.procession.core.channel.ChannelListener;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProtocolException;
import dev.procession.pool.protocol.ClassMessages;
import dev.procession.pool.protocol.ControlFrame;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.Cancel;
import dev.procession.pool.protocol.FrameSeal;
import dev.procession.pool.protocol.Hello;
import dev.procession.pool.protocol.Pulse;
import dev.procession.pool.protocol.RunHead;
import dev.procession.pool.protocol.TasksReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hears the parent, on the transport's thread, and passes on what it says. */
final class ParentListener implements ChannelListener, TasksReader.Visitor {
    /** How many functions a worker keeps; the parent's table has the same size. */
    private static final int FUNCTIONS = 1024;

    private final Hello own;
    private final RunQueue queue;
    private final RunningItem running;
    private final StopInquiry inquiry;
    private final Progress progress;
    private final FrameSender sender;
    private final Pulse pulse;
    private final ClassQuestions classes;
    private final Ending ending;
    private final CountDownLatch goodbye = new CountDownLatch(1);
    private final @Nullable ShippedFunction[] functions = new ShippedFunction[FUNCTIONS];
    private Queue<WorkRun> batch = new ArrayDeque<>();
    private final FrameSeal.Reader unsealing = new FrameSeal.Reader();
    private long nextItem = 1;
    private volatile boolean shuttingDown;

    ParentListener(
            Hello own,
            RunQueue queue,
            RunningItem running,
            Progress progress,
            FrameSender sender,
            Pulse pulse,
            Ending ending) {
        this.own = own;
        this.queue = queue;
        this.running = running;
        inquiry = new StopInquiry(running, sender);
        this.progress = progress;
        this.sender = sender;
        classes = new ClassQuestions(sender);
        this.pulse = pulse;
        this.ending = ending;
    }

    /** Whom to ask for classes that are not on the class path. */
    ClassQuestions classes() {
        return classes;
    }

    /** Whether the parent has asked the worker to end. */
    boolean isShuttingDown() {
        return shuttingDown;
    }

    /** Waits until the parent has closed its side; a thread that a task has left may interrupt in vain. */
    void awaitGoodbye(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean waiting = true;
        while (waiting) {
            try {
                waiting = !goodbye.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                        && System.nanoTime() < deadline;
            } catch (InterruptedException e) {
                // The process is about to end: nobody else would heed it.
            }
        }
    }

    @Override
    public void frame(ByteBuffer frame) {
        ControlFrame control = ControlFrame.read(unsealing.open(frame));
        pulse.beat();
        switch (control.kind()) {
            case HELLO -> own.checkAgainst(Hello.read(control));
            case TASKS -> tasks(control);
            case ACK -> progress.received(ControlMessages.number(control));
            case CANCEL -> cancel(ControlMessages.cancelled(control));
            case GRANT -> progress.granted(ControlMessages.number(control));
            case SHUTDOWN -> {
                shuttingDown = true;
                queue.close();
            }
            case PING -> ping(control);
            case CLASS_GIVEN -> classes.answered(ClassMessages.given(control));
            case RESULTS, BODY, BYE, CLASS_WANTED, STACK, PROGRESS ->
                throw new ProtocolException("a worker was sent " + control.kind() + ", which only workers send");
        }
    }

    @Override
    public void arriving() {
        pulse.beat();
    }

    private void ping(ControlFrame control) {
        if (ControlMessages.isAnswerWanted(control)) {
            boolean unused = sender.trySend(ControlMessages.ping());
        }
    }

    private void cancel(Cancel cancel) {
        if (cancel.stack()) {
            inquiry.stop(cancel.range());
        } else {
            running.cancel(cancel.range());
        }
    }

    private void tasks(ControlFrame control) {
        TasksReader.read(control, this);
        queue.add(batch);
        batch = new ArrayDeque<>();
    }

    @Override
    public void definition(int slot, ByteBuffer function, boolean capturesNothing, String description) {
        functions[checked(slot)] = new ShippedFunction(function, capturesNothing, description);
    }

    @Override
    public void run(RunHead head, ByteBuffer arguments) {
        ShippedFunction function = functions[checked(head.slot())];
        if (function == null) {
            throw new ProtocolException("a task names function slot " + head.slot() + ", which holds none");
        }
        batch.add(new WorkRun(function, head, nextItem, arguments));
        nextItem += head.items();
    }

    private static int checked(int slot) {
        if (slot < 0 || slot >= FUNCTIONS) {
            throw new ProtocolException("function slot " + slot + ", the highest is " + (FUNCTIONS - 1));
        }
        return slot;
    }

    @Override
    public void received(long item) {
        progress.received(item);
    }

    @Override
    public void writable() {
        sender.becameWritable();
    }

    @Override
    public void peerClosed() {
        if (!shuttingDown) {
            ending.end(LastWords.PARENT_LOST, "the connection to this worker's parent ended");
        }
        goodbye.countDown();
    }

    @Override
    public void failed(Throwable cause) {
        if (!shuttingDown && cause instanceof ChannelException torn && torn.code() == ErrorCode.CHANNEL_CLOSED) {
            ending.end(LastWords.PARENT_LOST, "the connection to this worker's parent ended: ", cause);
        }
        if (!shuttingDown) {
            ending.end(LastWords.PROTOCOL, "this worker cannot go on, its channel failed: ", cause);
        }
        goodbye.countDown();
    }
}
