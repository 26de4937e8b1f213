package dev.procession.transport.mmap;

import dev.procession.transport.mmap.internal.chronicle.QueueFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Channels' folders outside the launcher's: named after the process that made them, so that what a killed one left can be told
 * from what a living one uses, and removed.
 */
final class LeftPlaces {
    private static final String PREFIX = "procession-mmap-";

    /** Pid namespace, pid, start of the process in the system's own unit, which no change of the clock touches, number. */
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-(\\d{1,18})-(\\d+)-\\d+");

    /** Of /proc/PID/stat, counted behind the name of the program: proc(5), starttime. */
    private static final int START_FIELD = 19;

    private LeftPlaces() {}

    static String ownName(int number) {
        long pid = ProcessHandle.current().pid();
        return PREFIX + namespace() + "-" + pid + "-" + startOf(pid) + "-" + number;
    }

    /** Removes what processes of this machine left that are gone. What cannot be removed stays. */
    static void sweep(Path above) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(above, PREFIX + "*")) {
            for (Path folder : found) {
                if (isLeft(folder)) {
                    remove(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The folder above cannot be listed: whoever makes a place in it is told so.
        }
    }

    private static void remove(Path folder) {
        try {
            QueueFolder.remove(folder);
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
        return !name.group(3).equals(startOf(Long.parseLong(name.group(2))));
    }

    /** Empty if there is no such process. */
    private static String startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_FIELD];
        } catch (IOException e) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .map(start -> Long.toString(start.toEpochMilli()))
                    .orElse("");
        }
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
