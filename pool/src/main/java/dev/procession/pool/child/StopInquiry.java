package dev.procession.pool.child;

import dev.procession.core.error.ChannelException;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.ItemRange;
import dev.procession.pool.protocol.ControlMessages.Stack;

/**
 * Stops an item and says before that where it is, for afterwards it may be anywhere: its stack at once, so that this is
 * safe with the parent, then all threads. These take a moment, as the JVM's management may have to be loaded, and so a
 * thread of their own.
 */
final class StopInquiry {
    private final RunningItem running;
    private final FrameSender sender;

    StopInquiry(RunningItem running, FrameSender sender) {
        this.running = running;
        this.sender = sender;
    }

    /** Never waits. */
    void stop(ItemRange range) {
        String stack = running.stackOf(range);
        say(new Stack(range.firstItem(), stack, false));
        if (stack.isEmpty() || !isThreadStarted(range)) {
            running.cancel(range);
        }
    }

    private boolean isThreadStarted(ItemRange range) {
        Thread thread = new Thread(() -> dumpAndStop(range), "procession-thread-dump");
        thread.setDaemon(true);
        try {
            thread.start();
            return true;
        } catch (OutOfMemoryError e) {
            return false; // the task may have used up all threads: its stack must do
        }
    }

    private void dumpAndStop(ItemRange range) {
        try {
            say(new Stack(range.firstItem(), running.threadsAround(range), true));
        } catch (ChannelException e) {
            // The conversation has ended meanwhile: nobody asks any more, and what runs is ended with the worker.
        } finally {
            running.cancel(range);
        }
    }

    private void say(Stack stack) {
        boolean unused = sender.trySend(ControlMessages.stack(stack));
    }
}
