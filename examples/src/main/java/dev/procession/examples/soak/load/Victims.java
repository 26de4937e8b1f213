package dev.procession.examples.soak.load;

import dev.procession.core.OutputLine;
import dev.procession.pool.WorkerLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The workers of one lane, as they announce themselves, and those that it has killed. Thread-safe. */
final class Victims {
    /** What a worker prints when it begins. */
    static final String HERE = "a soak's worker is here";

    private final Set<Long> present = ConcurrentHashMap.newKeySet();
    private final Set<Long> killed;

    /** Made with the set that all lanes share: one may kill a worker of another that is just starting. */
    Victims(Set<Long> killed) {
        this.killed = killed;
    }

    /** Looks at a line that a worker prints. */
    void heard(OutputLine line) {
        if (line.text().equals(HERE)) {
            present.add(line.pid());
        }
    }

    /** Kills one of the workers that are at work; empty if there is none. */
    Optional<Long> kill(SplittableRandom random) {
        present.removeIf(pid -> ProcessHandle.of(pid).isEmpty());
        return killOneOf(List.copyOf(present), random);
    }

    /** Kills a child of this process that is a JVM and has not announced itself here. */
    Optional<Long> killStranger(SplittableRandom random) {
        List<Long> strangers = new ArrayList<>();
        children().stream()
                .map(ProcessHandle::pid)
                .filter(pid -> !present.contains(pid))
                .forEach(strangers::add);
        return killOneOf(strangers, random);
    }

    private Optional<Long> killOneOf(List<Long> pids, SplittableRandom random) {
        if (pids.isEmpty()) {
            return Optional.empty();
        }
        long pid = pids.get(random.nextInt(pids.size()));
        killed.add(pid);
        return ProcessHandle.of(pid).filter(ProcessHandle::destroyForcibly).map(ProcessHandle::pid);
    }

    /** The JVMs below this process. */
    static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }

    /** Whether a task was lost because its worker was killed here. */
    boolean explains(Throwable failure) {
        return failure instanceof WorkerLostException lost
                && killed.contains(lost.certificate().pid());
    }
}
