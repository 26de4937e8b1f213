package dev.procession.it.pool;

import dev.procession.pool.ProcessPool;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Pools that the tests of a class share, for a worker's start costs more than most of them. For tests that leave the pool open
 * and its workers with nothing to do; workers that died are replaced.
 */
final class SharedPools implements AfterAllCallback {
    private final Map<String, ProcessPool> open = new ConcurrentHashMap<>();

    /** The pool over a transport with so many workers; made when first asked for, closed after the class's last test. */
    ProcessPool of(String transport, int processes) {
        return open.computeIfAbsent(
                transport + " " + processes,
                key -> Installed.builder(transport)
                        .processes(processes)
                        .maxHeapBytes(128L << 20)
                        .output(line -> {})
                        .build());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        open.values().forEach(ProcessPool::close);
        open.clear();
    }
}
