package dev.procession.core.connection.internal;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;

/** Who waits for something that is no wire: the end of a process, or a listener's next connection. */
public final class Wakers {
    private static final IdentityHashMap<Object, Set<Runnable>> WAITING = new IdentityHashMap<>();

    private Wakers() {}

    static void add(Object subject, Runnable waker) {
        synchronized (WAITING) {
            WAITING.computeIfAbsent(subject, any -> new HashSet<>()).add(waker);
        }
    }

    static void remove(Object subject, Runnable waker) {
        synchronized (WAITING) {
            Set<Runnable> wakers = WAITING.get(subject);
            if (wakers != null && wakers.remove(waker) && wakers.isEmpty()) {
                WAITING.remove(subject);
            }
        }
    }

    /**
     * Wakes who waits for something.
     *
     * @param subject a process that has ended, or a listener to which somebody has come
     */
    public static void wake(Object subject) {
        Set<Runnable> wakers;
        synchronized (WAITING) {
            wakers = Set.copyOf(WAITING.getOrDefault(subject, Set.of()));
        }
        wakers.forEach(Runnable::run);
    }
}
