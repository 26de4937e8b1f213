package dev.procession.pool.child;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What threads wait for, and who holds that. Asks the JVM's management, which is slow to load and may be absent: to be used
 * only when a thread dump is due, and prepared for a {@link LinkageError}.
 */
final class ThreadLocks {
    private ThreadLocks() {}

    /**
     * A thread's state, with what it waits for.
     *
     * @param state in words
     * @param owner the id of the thread that holds what it waits for; -1 if none does
     */
    record State(String state, long owner) {}

    /** The states of threads, by their ids; without those that have ended. */
    static Map<Long, State> of(Collection<Thread> threads) {
        long[] ids = threads.stream().mapToLong(Thread::getId).toArray();
        Map<Long, State> states = new HashMap<>();
        for (ThreadInfo info : ManagementFactory.getThreadMXBean().getThreadInfo(ids)) {
            if (info != null) {
                states.put(info.getThreadId(), new State(inWords(info), info.getLockOwnerId()));
            }
        }
        return states;
    }

    private static String inWords(ThreadInfo info) {
        LockInfo lock = info.getLockInfo();
        String on = lock == null ? "" : " on " + lock; // its class, @ and its identity
        String owner = info.getLockOwnerName() == null ? "" : ", held by \"" + info.getLockOwnerName() + '"';
        return info.getThreadState() + on + owner;
    }
}
