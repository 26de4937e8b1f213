package dev.procession.core.launch.internal.command;

import dev.procession.core.launch.internal.supervise.ControlGroup;
import dev.procession.core.launch.internal.supervise.ProcFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this process and its children may use together: the container's limit, else the machine's memory. */
public final class MemoryLimit {
    private static final long MEBIBYTE = 1L << 20;
    private static final long LARGEST_DEFAULT = 1_024 * MEBIBYTE;
    private static final long SMALLEST_DEFAULT = 32 * MEBIBYTE;

    /** The JVM's own default heap is a quarter of what it may use. */
    private static final int DEFAULT_HEAP_SHARE = 4;

    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s*(\\d{1,15}) kB$");

    private MemoryLimit() {}

    /**
     * The default heap of one child among several.
     *
     * @param children how many there are
     * @return the bytes: the lesser of 1 GiB and half the limit divided by the children, but at least 32 MiB
     */
    public static long heapFor(int children) {
        return heapFor(children, "");
    }

    /** The same on a machine whose {@code /proc} and {@code /sys} are in another folder. */
    static long heapFor(int children, String root) {
        long machine = machine(root);
        long limit = new ControlGroup(root).memoryLimit().orElse(machine);
        long share = Math.min(machine, limit) / 2 / Math.max(1, children);
        return Math.max(SMALLEST_DEFAULT, Math.min(LARGEST_DEFAULT, share));
    }

    private static long machine(String root) {
        String memory = ProcFile.read(root + "/proc/meminfo");
        Matcher total = TOTAL.matcher(memory == null ? "" : memory);
        return total.find()
                ? Long.parseLong(total.group(1)) << 10
                : Runtime.getRuntime().maxMemory() * DEFAULT_HEAP_SHARE;
    }
}
