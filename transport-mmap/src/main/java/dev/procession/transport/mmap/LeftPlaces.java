package dev.procession.transport.mmap;

import dev.procession.transport.mmap.internal.chronicle.QueueFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Channels' folders outside the launcher's: named after the process that made them, so that what a killed one left can be told
 * from what a living one uses, and removed.
 */
final class LeftPlaces {
    private static final String PREFIX = "procession-mmap-";

    /** Pid namespace, pid, start of the process in milliseconds, number. */
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-(\\d+)-(\\d+)-\\d+");

    private LeftPlaces() {}

    static String ownName(int number) {
        ProcessHandle self = ProcessHandle.current();
        return PREFIX + namespace() + "-" + self.pid() + "-" + startMillis(self) + "-" + number;
    }

    /** Removes what processes of this machine left that are gone. What cannot be removed stays. */
    static void sweep(Path above) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(above, PREFIX + "*")) {
            for (Path folder : found) {
                if (isLeft(folder)) {
                    QueueFolder.remove(folder);
                }
            }
        } catch (IOException e) {
            // Another user's, or being removed by another process.
        }
    }

    private static boolean isLeft(Path folder) {
        Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
        if (!name.matches()
                || !name.group(1).equals(namespace())
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(name.group(2)));
        return owner.isEmpty() || startMillis(owner.get()) != Long.parseLong(name.group(3));
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Pids of another container mean nothing here: 0 where the system does not tell. */
    private static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                    .toString()
                    .replaceAll("\\D", "");
        } catch (IOException | UnsupportedOperationException e) {
            return "0";
        }
    }
}
