package dev.procession.core.launch.internal.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names one run of one JVM, so that another process can tell later whether that JVM still lives: a pid alone may have been
 * given to somebody else.
 *
 * @param namespace the number of the pid namespace, so that containers that share a folder do not sweep each other
 * @param pid the process id
 * @param start when the process started, in the system's own unit
 */
public record RunId(String namespace, long pid, String start) {
    private static final int START_FIELD = 19;
    private static final int PARTS = 3;

    /**
     * This JVM's own.
     *
     * @return the id
     */
    public static RunId own() {
        String stat = ProcFile.read("/proc/self/stat");
        if (stat == null) {
            ProcessHandle self = ProcessHandle.current();
            return new RunId("0", self.pid(), startOf(self));
        }
        long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
        return new RunId(ownNamespace(), pid, startIn(stat));
    }

    /**
     * Reads an id back.
     *
     * @param text what {@link #text()} gave
     * @return the id; empty if the text is none
     */
    public static Optional<RunId> parse(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != PARTS || !isNumber(parts[0]) || !isNumber(parts[1]) || !isNumber(parts[2])) {
            return Optional.empty();
        }
        return Optional.of(new RunId(parts[0], Long.parseLong(parts[1]), parts[2]));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 19 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * The id as part of a file name.
     *
     * @return namespace, pid and start, with hyphens
     */
    public String text() {
        return namespace.concat("-").concat(Long.toString(pid)).concat("-").concat(start);
    }

    /**
     * Whether the JVM that this names has ended, seen from this process.
     *
     * @param self this process's own id
     * @return true if it is certain; false also for one in another namespace, which cannot be seen
     */
    public boolean hasEnded(RunId self) {
        return namespace.equals(self.namespace) && !start.equals(startOf(pid));
    }

    private static @Nullable String startOf(long pid) {
        String stat = ProcFile.read("/proc/" + pid + "/stat");
        if (stat != null) {
            return startIn(stat);
        }
        return Files.exists(Path.of("/proc/self/stat"))
                ? null
                : ProcessHandle.of(pid).map(RunId::startOf).orElse(null);
    }

    private static String startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(instant -> Long.toString(instant.toEpochMilli()))
                .orElse("0");
    }

    /** The command may contain anything, also spaces and parentheses: the fields are counted from its end. */
    private static String startIn(String stat) {
        int at = stat.lastIndexOf(')') + 2;
        for (int field = 0; field < START_FIELD; field++) {
            at = stat.indexOf(' ', at) + 1;
        }
        return stat.substring(at, stat.indexOf(' ', at));
    }

    /** The link reads {@code pid:[4026531836]}. */
    private static String ownNamespace() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return link.substring(link.indexOf('[') + 1, link.indexOf(']'));
        } catch (IOException | UnsupportedOperationException | StringIndexOutOfBoundsException e) {
            return "0";
        }
    }
}
