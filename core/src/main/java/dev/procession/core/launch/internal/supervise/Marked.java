package dev.procession.core.launch.internal.supervise;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes whose environment carries a mark. Where there is no {@code /proc}, none are found. */
public final class Marked {
    /** A process that forks while it is being killed is caught by the next look. */
    private static final int LOOKS = 5;

    private Marked() {}

    /**
     * Kills all processes that carry the mark, except this one.
     *
     * @param mark a cookie or the beginning that a run's cookies have in common
     * @return how many were found
     */
    public static int kill(String mark) {
        int killed = 0;
        for (int look = 0; look < LOOKS; look++) {
            List<ProcessHandle> found = find(mark);
            if (found.isEmpty()) {
                break;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            killed += found.size();
        }
        return killed;
    }

    private static List<ProcessHandle> find(String mark) {
        List<ProcessHandle> found = new ArrayList<>();
        String[] entries = new File("/proc").list();
        if (entries == null) {
            return found;
        }
        long self = ProcessHandle.current().pid();
        for (String entry : entries) {
            if (isPid(entry) && Long.parseLong(entry) != self && carries(entry, mark)) {
                Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(entry));
                process.filter(ProcessHandle::isAlive).ifPresent(found::add);
            }
        }
        return found;
    }

    private static boolean isPid(String entry) {
        return Character.isDigit(entry.charAt(0));
    }

    private static boolean carries(String pid, String mark) {
        String environment = ProcFile.read("/proc/" + pid + "/environ");
        return environment != null && environment.contains(mark);
    }
}
