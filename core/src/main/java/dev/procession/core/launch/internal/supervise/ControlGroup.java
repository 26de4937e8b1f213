package dev.procession.core.launch.internal.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the control group of this process tells of memory, in version 2, in version 1, and where both are mounted. Children are in
 * the same group, unless somebody moves them. Each call reads some small files; what is absent or no number is not told.
 */
public final class ControlGroup {
    /** This process's. */
    public static final ControlGroup OWN = new ControlGroup("");

    private static final Files VERSION_1 =
            new Files("/memory.limit_in_bytes", "/memory.usage_in_bytes", "total_inactive_file", "/memory.oom_control");
    private static final Files VERSION_2 =
            new Files("/memory.max", "/memory.current", "inactive_file", "/memory.events");

    private final String root;

    /** How a version calls its files, and the part of what is in use that can be had back. */
    private record Files(String limit, String used, String reclaimable, String events) {}

    /** A group, or one above it. */
    private record Level(String folder, Files files) {
        OptionalLong limit() {
            return number(ProcFile.read(folder + files.limit));
        }

        OptionalLong left() {
            OptionalLong limit = limit();
            OptionalLong used = number(ProcFile.read(folder + files.used));
            if (limit.isEmpty() || used.isEmpty()) {
                return OptionalLong.empty();
            }
            long had = field(ProcFile.read(folder + "/memory.stat"), files.reclaimable)
                    .orElse(0);
            return OptionalLong.of(Math.max(0, limit.getAsLong() - Math.max(0, used.getAsLong() - had)));
        }

        OptionalLong kills() {
            return field(ProcFile.read(folder + files.events), "oom_kill");
        }
    }

    /**
     * A group.
     *
     * @param root the folder in which {@code /proc} and {@code /sys} are; empty for the file system's root
     */
    public ControlGroup(String root) {
        this.root = root;
    }

    /**
     * The memory that this process and its children may use together.
     *
     * @return in bytes, the smallest limit from the group up to the root, for each holds for all below; empty if there is none
     */
    public OptionalLong memoryLimit() {
        return smallest(Level::limit);
    }

    /**
     * The memory that they may still come to use.
     *
     * @return in bytes, with what the system would take back from files in its cache; empty if there is no limit
     */
    public OptionalLong memoryLeft() {
        return smallest(Level::left);
    }

    /**
     * How many processes of this group the kernel has killed for memory. It counts before it kills.
     *
     * @return the number, which only rises; empty if it is not told, as before Linux 4.13
     */
    public OptionalLong memoryKills() {
        return levels().stream()
                .map(Level::kills)
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private OptionalLong smallest(Function<Level, OptionalLong> figure) {
        return levels().stream().map(figure).flatMapToLong(OptionalLong::stream).min();
    }

    /** From the group up to the root. Only one version has the files for memory, so their order does not matter. */
    private List<Level> levels() {
        List<Level> levels = new ArrayList<>();
        String groups = ProcFile.read(root + "/proc/self/cgroup");
        for (String line : groups == null ? new String[0] : groups.split("\n", -1)) {
            String[] parts = line.split(":", 3); // 0::/path in version 2, 4:memory:/path in version 1
            if (parts.length == 3 && parts[1].isEmpty()) {
                addUpwards(levels, "/sys/fs/cgroup", parts[2], VERSION_2);
                addUpwards(levels, "/sys/fs/cgroup/unified", parts[2], VERSION_2);
            } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
                addUpwards(levels, "/sys/fs/cgroup/memory", parts[2], VERSION_1);
            }
        }
        return levels;
    }

    /**
     * A container may see its group under the host's name while its root is that very group: then the root is all that is
     * there. A group outside of what is mounted, {@code /../other}, is told nothing of.
     */
    private void addUpwards(List<Level> levels, String mount, String group, Files files) {
        if ((group + '/').contains("/../")) {
            return;
        }
        for (int end = group.length(); end > 0; end = group.lastIndexOf('/', end - 1)) {
            levels.add(new Level(root + mount + group.substring(0, end), files));
        }
        levels.add(new Level(root + mount, files));
    }

    /** A line such as {@code oom_kill 3}. */
    private static OptionalLong field(@Nullable String text, String name) {
        for (String line : text == null ? new String[0] : text.split("\n", -1)) {
            if (line.startsWith(name + ' ')) {
                return number(line.substring(name.length()));
            }
        }
        return OptionalLong.empty();
    }

    /** Not for {@code max}, which is no limit. */
    private static OptionalLong number(@Nullable String text) {
        try {
            long number = text == null ? -1 : Long.parseLong(text.trim());
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        } catch (NumberFormatException untold) {
            return OptionalLong.empty();
        }
    }
}
