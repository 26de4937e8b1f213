package dev.procession.pool.child;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the threads of this JVM do while a task runs for too long: the task's thread, the one that holds what it waits for,
 * and the others of user code. Virtual threads are not among them.
 */
final class ThreadDump {
    /** What the task's thread may take of it, so that there is room for those that it waits for. */
    private static final int MOST_CHARS_OF_TASK = StackText.MOST_CHARS / 2;

    /** What each other thread may take. */
    private static final int MOST_CHARS_OF_OTHER = 8 << 10;

    private final Thread task;
    private final Map<Thread, StackTraceElement[]> frames = Thread.getAllStackTraces();
    private final Map<Long, ThreadLocks.State> states;

    private ThreadDump(Thread task) {
        this.task = task;
        states = states();
    }

    /** The threads, in bounded text: each one's state and frames, and an empty line between two. */
    static String around(Thread task) {
        return new ThreadDump(task).text();
    }

    private Map<Long, ThreadLocks.State> states() {
        try {
            return ThreadLocks.of(frames.keySet());
        } catch (LinkageError | RuntimeException e) {
            return Map.of(); // a Java without java.management: the frames must do
        }
    }

    private String text() {
        long owner = stateOf(task).owner();
        List<Thread> others = frames.keySet().stream()
                .filter(thread -> thread != task && (thread.getId() == owner || isOfUser(thread)))
                .sorted(Comparator.comparing((Thread thread) -> thread.getId() != owner)
                        .thenComparing(Thread::getId))
                .toList();
        StringBuilder text = new StringBuilder(describe(task, MOST_CHARS_OF_TASK));
        for (Thread other : others) {
            String description = "\n\n" + describe(other, MOST_CHARS_OF_OTHER);
            if (text.length() + description.length() > StackText.MOST_CHARS) {
                return text.append("\n\n...").toString();
            }
            text.append(description);
        }
        return text.toString();
    }

    private String describe(Thread thread, int mostChars) {
        return StackText.of(thread, stateOf(thread).state(), framesOf(thread), mostChars);
    }

    private ThreadLocks.State stateOf(Thread thread) {
        ThreadLocks.State known = states.get(thread.getId());
        return known == null ? new ThreadLocks.State(StackText.stateOf(thread), -1) : known;
    }

    private StackTraceElement[] framesOf(Thread thread) {
        return frames.getOrDefault(thread, new StackTraceElement[0]);
    }

    private boolean isOfUser(Thread thread) {
        return !thread.getName().startsWith("procession-")
                && framesOf(thread).length > 0
                && (isInMainGroup(thread) || runsMoreThanTheJdk(thread));
    }

    /** Whether it is in the group of the application's threads, or in one below it; the JVM's own are beside it. */
    private static boolean isInMainGroup(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        ThreadGroup system = null;
        ThreadGroup belowSystem = null;
        for (; group != null; group = group.getParent()) {
            belowSystem = system;
            system = group;
        }
        return belowSystem != null && belowSystem.getName().equals("main");
    }

    private boolean runsMoreThanTheJdk(Thread thread) {
        for (StackTraceElement frame : framesOf(thread)) {
            String module = frame.getModuleName();
            if (module == null || !(module.startsWith("java.") || module.startsWith("jdk."))) {
                return true;
            }
        }
        return false;
    }
}
