package dev.procession.pool.child;

import java.util.concurrent.locks.LockSupport;

/** Where a thread is, in words. */
final class StackText {
    /** What is kept of a stack: its head, which tells the most. */
    private static final int MOST_CHARS = 64 << 10;

    /** What calls a task: from there on outwards a stack says nothing of the task. */
    private static final String CALLER = TaskRunner.class.getName();

    private StackText() {}

    /**
     * The thread's name, state, what it waits for, and its frames, the innermost first, out to where a task was called.
     * Never waits for the thread.
     */
    static String of(Thread thread) {
        StringBuilder text = new StringBuilder(1_024);
        text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
        Object blocker = LockSupport.getBlocker(thread);
        if (blocker != null) {
            text.append(" on a ").append(blocker.getClass().getName());
        }
        StackTraceElement[] frames = thread.getStackTrace();
        int count = ofTask(frames);
        for (int i = 0; i < count; i++) {
            StackTraceElement frame = frames[i];
            String line = "\n\tat " + frame;
            if (text.length() + line.length() > MOST_CHARS) {
                return text.append("\n\t...").toString();
            }
            text.append(line);
        }
        return text.toString();
    }

    /** How many frames are the task's; all if it is none that runs. */
    private static int ofTask(StackTraceElement[] frames) {
        for (int i = 1; i < frames.length; i++) {
            if (frames[i].getClassName().equals(CALLER)) {
                return i;
            }
        }
        return frames.length;
    }
}
