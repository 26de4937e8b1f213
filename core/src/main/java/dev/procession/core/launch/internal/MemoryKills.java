package dev.procession.core.launch.internal;

import dev.procession.core.launch.internal.supervise.ProcFile;
import org.jspecify.annotations.Nullable;

/** Notices when the kernel kills for memory: the control group counts it. */
final class MemoryKills {
    private static final String COUNTER = "oom_kill ";

    private long seen = count();

    /** Whether the counter has risen since the last call. */
    synchronized boolean happened() {
        long now = count();
        boolean risen = seen >= 0 && now > seen;
        seen = now;
        return risen;
    }

    /** The counter; -1 where there is none. */
    private static long count() {
        String groups = ProcFile.read("/proc/self/cgroup");
        int start = groups == null ? -1 : groups.indexOf("0::");
        if (groups == null || start < 0) {
            return parse(ProcFile.read("/sys/fs/cgroup/memory/memory.oom_control"));
        }
        int end = groups.indexOf('\n', start);
        String group = groups.substring(start + "0::".length(), end < 0 ? groups.length() : end);
        return parse(ProcFile.read("/sys/fs/cgroup" + group + "/memory.events"));
    }

    private static long parse(@Nullable String text) {
        int at = text == null ? -1 : text.indexOf(COUNTER);
        if (text == null || at < 0) {
            return -1;
        }
        int end = text.indexOf('\n', at);
        return Long.parseLong(text.substring(at + COUNTER.length(), end < 0 ? text.length() : end)
                .trim());
    }
}
