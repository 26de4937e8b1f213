package dev.procession.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files that all processes of a machine put side by side are this JVM's, or of a process that it started. Their names
 * tell: {@code procession-*} with the process id as a number of its own. A run folder ends in {@code
 * -<namespace>-<pid>-<start>}; in other names the process id comes first among the numbers.
 *
 * <p>A process that has ended tells nobody whose child it was. What it left counts as ours: another JVM's leftovers go
 * within two seconds of its death, and a guard waits longer.
 */
final class OwnFiles {
    private static final Pattern RUN_FOLDER = Pattern.compile("procession-.*-(\\d+)-(\\d+)-\\d+");
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z0-9])\\d{1,10}(?![A-Za-z0-9])");

    private final ProcessHandle self = ProcessHandle.current();
    private final String namespace = namespace();

    /** Those in a folder that need not exist. */
    List<Path> in(Path folder) {
        List<Path> ours = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return ours;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "procession-*")) {
            for (Path file : files) {
                if (isOurs(file.getFileName().toString())) {
                    ours.add(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be listed", e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be listed", e.getCause());
        }
        return ours;
    }

    private boolean isOurs(String name) {
        Matcher run = RUN_FOLDER.matcher(name);
        if (run.matches() && !isOfOurNamespace(run.group(1))) {
            return false;
        }
        OptionalLong maker = run.matches() ? pid(run.group(2)) : firstNumber(name);
        return maker.isPresent() && isOurs(maker.getAsLong());
    }

    private boolean isOfOurNamespace(String number) {
        return number.equals("0") || number.equals(namespace);
    }

    private static OptionalLong firstNumber(String name) {
        Matcher number = NUMBER.matcher(name);
        return number.find() ? pid(number.group()) : OptionalLong.empty();
    }

    private static OptionalLong pid(String digits) {
        return digits.length() > 10 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    }

    private boolean isOurs(long pid) {
        return pid == self.pid()
                || ProcessHandle.of(pid).map(this::isDescendant).orElse(true);
    }

    private boolean isDescendant(ProcessHandle living) {
        return self.descendants().anyMatch(living::equals);
    }

    /** As run folders have it: 0 where the system does not tell. */
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
