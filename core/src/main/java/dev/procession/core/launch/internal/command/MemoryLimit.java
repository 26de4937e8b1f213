package dev.procession.core.launch.internal.command;

import dev.procession.core.launch.internal.supervise.ProcFile;
import org.jspecify.annotations.Nullable;

/** How much memory this process and its children may use together: the container's limit, else the machine's memory. */
public final class MemoryLimit {
    private static final long MEBIBYTE = 1L << 20;
    private static final long LARGEST_DEFAULT = 1_024 * MEBIBYTE;
    private static final long SMALLEST_DEFAULT = 32 * MEBIBYTE;

    /** The JVM's own default heap is a quarter of what it may use. */
    private static final int DEFAULT_HEAP_SHARE = 4;

    private MemoryLimit() {}

    /**
     * The default heap of one child among several.
     *
     * @param children how many there are
     * @return the bytes: the lesser of 1 GiB and half the limit divided by the children, but at least 32 MiB
     */
    public static long heapFor(int children) {
        long share = bytes() / 2 / Math.max(1, children);
        return Math.max(SMALLEST_DEFAULT, Math.min(LARGEST_DEFAULT, share));
    }

    private static long bytes() {
        long limit = machine();
        String groups = ProcFile.read("/proc/self/cgroup");
        if (groups != null) {
            for (String line : groups.split("\n", -1)) {
                limit = Math.min(limit, ofGroup(line));
            }
        }
        return limit;
    }

    private static long machine() {
        String memory = ProcFile.read("/proc/meminfo");
        int at = memory == null ? -1 : memory.indexOf("MemTotal:");
        if (memory == null || at < 0) {
            return Runtime.getRuntime().maxMemory() * DEFAULT_HEAP_SHARE;
        }
        String line = memory.substring(at + "MemTotal:".length(), memory.indexOf("kB", at));
        return Long.parseLong(line.trim()) * 1_024;
    }

    /** A line reads {@code 0::/path} in version 2, {@code 4:memory:/path} in version 1. */
    private static long ofGroup(String line) {
        String[] parts = line.split(":", 3);
        if (parts.length < 3) {
            return Long.MAX_VALUE;
        }
        if (parts[1].isEmpty()) {
            return smallest("/sys/fs/cgroup", parts[2], "/memory.max");
        }
        return (',' + parts[1] + ',').contains(",memory,")
                ? smallest("/sys/fs/cgroup/memory", parts[2], "/memory.limit_in_bytes")
                : Long.MAX_VALUE;
    }

    /** The smallest limit from the group up to the root: each holds for all below. */
    private static long smallest(String root, String group, String file) {
        long limit = parse(ProcFile.read(root + file));
        for (int end = group.length(); end > 0; end = group.lastIndexOf('/', end - 1)) {
            limit = Math.min(limit, parse(ProcFile.read(root + group.substring(0, end) + file)));
        }
        return limit;
    }

    private static long parse(@Nullable String text) {
        try {
            return text == null ? Long.MAX_VALUE : Long.parseLong(text.trim());
        } catch (NumberFormatException unlimited) {
            return Long.MAX_VALUE;
        }
    }
}
