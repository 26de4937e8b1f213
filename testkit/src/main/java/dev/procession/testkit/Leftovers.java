package dev.procession.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Pipe;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a process holds at one moment: how many of each thing, by a description that tells one from another where the
 * system can.
 *
 * @param counts how many of each
 */
record Leftovers(Map<String, Integer> counts) {
    /** What the JDK opens by itself and keeps: class files and archives, sources of chance, its view of the system. */
    private static final Pattern JDKS_OWN = Pattern.compile(
            ".*\\.(jar|jmod|jsa|class|zip|so)|.*/lib/modules|/dev/u?random|/proc/.*|/sys/.*|.*surefire.*");

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static {
        warmUp();
    }

    static Leftovers now() {
        Leftovers found = new Leftovers(new HashMap<>());
        found.addThreads();
        found.addChildren();
        found.addDescriptors();
        found.addFiles(Path.of("/dev/shm"));
        found.addFiles(Path.of(System.getProperty("java.io.tmpdir")));
        return found;
    }

    /** What is here and was not there before. */
    List<String> beyond(Leftovers before) {
        List<String> leaks = new ArrayList<>();
        counts.forEach((what, count) -> {
            int more = count - before.counts.getOrDefault(what, 0);
            if (more > 0) {
                leaks.add(more == 1 ? what : more + " × " + what);
            }
        });
        return leaks;
    }

    private void add(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** Where the threads are that are among them. */
    static String stacks(List<String> leaks) {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (leaks.contains("thread " + thread.getName())) {
                text.append('\n')
                        .append(thread.getName())
                        .append(" (")
                        .append(thread.getState())
                        .append(')');
                for (StackTraceElement frame : stack) {
                    text.append("\n    at ").append(frame);
                }
            }
        });
        return text.toString();
    }

    private void addThreads() {
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("procession-"))
                .forEach(name -> add("thread " + name));
    }

    private void addChildren() {
        ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .forEach(child -> add("child process " + child.pid() + " "
                        + child.info().command().orElse("")));
    }

    private void addDescriptors() {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                addDescriptor(descriptor);
            }
        } catch (IOException e) {
            // No /proc here: this system does not tell.
        }
    }

    private void addDescriptor(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (!JDKS_OWN.matcher(target).matches()) {
                add("descriptor of " + target);
            }
        } catch (IOException e) {
            // Closed since it was listed, as the one that lists is.
        }
    }

    private void addFiles(Path folder) {
        new OwnFiles().in(folder).forEach(file -> add("file " + file));
    }

    /** Has the JDK open what it keeps for good at the first use of a channel or a process. */
    private static void warmUp() {
        try {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            pipe.sink().close();
        } catch (IOException e) {
            throw new UncheckedIOException("no pipe can be opened", e);
        }
    }
}
