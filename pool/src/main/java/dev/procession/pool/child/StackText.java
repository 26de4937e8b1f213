package dev.procession.pool.child;

import java.util.concurrent.locks.LockSupport;

/** Where a thread is, in words. */
final class StackText {
    /** What is kept of a stack, and of a thread dump: its head, which tells the most. */
    static final int MOST_CHARS = 64 << 10;

    private static final String CUT = "\n\t...";

    /** What calls a task: from there on outwards a stack says nothing of the task. */
    private static final String CALLER = TaskRunner.class.getName();

    private StackText() {}

    /**
     * The thread's name, state, what it waits for, and its frames, the innermost first, out to where a task was called.
     * Never waits for the thread.
     */
    static String of(Thread thread) {
        return of(thread, stateOf(thread), thread.getStackTrace(), MOST_CHARS);
    }

    /** The same, of a thread whose state and frames are known, in at most so many characters, or a few more. */
    static String of(Thread thread, String state, StackTraceElement[] frames, int mostChars) {
        StringBuilder text = new StringBuilder(1_024);
        text.append('"').append(thread.getName()).append("\" ").append(state);
        int count = ofTask(frames);
        for (int i = 0; i < count; i++) {
            String line = "\n\tat " + frames[i];
            if (text.length() + line.length() > mostChars) {
                return text.append(CUT).toString();
            }
            text.append(line);
        }
        return text.toString();
    }

    /** A thread's state, and of what class the object is that it waits for. */
    static String stateOf(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        return thread.getState()
                + (blocker == null ? "" : " on a " + blocker.getClass().getName());
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
