package dev.procession.it.faults;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** When this process's children ended, seen apart from the pool: a JVM that halts may take long to be gone. */
final class Deaths {
    private final Map<Long, CompletableFuture<Long>> ends = new ConcurrentHashMap<>();

    /** From now on, of those that there are now. */
    void watch() {
        ProcessHandle.current()
                .children()
                .forEach(child -> ends.computeIfAbsent(
                        child.pid(), unused -> child.onExit().thenApply(ended -> System.currentTimeMillis())));
    }

    /**
     * When a process ended that is known to have, in milliseconds since 1970.
     *
     * @param otherwise what is answered for one that was not watched
     */
    long at(long pid, long otherwise) throws Exception {
        CompletableFuture<Long> end = ends.get(pid);
        return end == null ? otherwise : end.get(30, TimeUnit.SECONDS);
    }
}
