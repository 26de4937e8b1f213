package dev.procession.core.log.internal.child;

import dev.procession.core.log.CurrentTask;
import dev.procession.core.log.internal.LogFrameWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The mark before the first that is printed after the task has changed. Thread-safe. A process that prints nothing writes none. */
final class TaskMark {
    private volatile String last = "";
    private @Nullable LogFrameWriter writer;

    TaskMark() {}

    /** Something is about to be printed. */
    void set() {
        String task = CurrentTask.inWords();
        if (!task.equals(last)) {
            write(task);
        }
    }

    private synchronized void write(String task) {
        LogFrameWriter frames = writer;
        if (frames == null) {
            frames = new LogFrameWriter(LogSender.standardError());
            writer = frames;
        }
        try {
            frames.writeTask(task);
            last = task;
        } catch (IOException e) {
            // The parent is gone, and this process ends.
        }
    }
}
