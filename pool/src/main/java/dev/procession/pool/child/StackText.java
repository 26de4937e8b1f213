package dev.procession.pool.child;

import java.util.concurrent.locks.LockSupport;

/** Where a thread is, in words. */
final class StackText {
    /** What is kept of a stack: its head, which tells the most. */
    private static final int MOST_CHARS = 64 << 10;

    private StackText() {}

    /** The thread's name, state, what it waits for, and its frames, the innermost first. Never waits for the thread. */
    static String of(Thread thread) {
        StringBuilder text = new StringBuilder(1_024);
        text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
        Object blocker = LockSupport.getBlocker(thread);
        if (blocker != null) {
            text.append(" on a ").append(blocker.getClass().getName());
        }
        for (StackTraceElement frame : thread.getStackTrace()) {
            String line = "\n\tat " + frame;
            if (text.length() + line.length() > MOST_CHARS) {
                return text.append("\n\t...").toString();
            }
            text.append(line);
        }
        return text.toString();
    }
}
