package dev.procession.examples.soak.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Judges what calls come to, and misses those that come to nothing. Thread-safe. */
public final class Auditor {
    /** More say no more. */
    public static final int MOST_FINDINGS = 20;

    private final long boundNanos;
    private final AtomicLong number = new AtomicLong();
    private final Map<Long, Open> open = new ConcurrentHashMap<>();
    private final List<String> findings = new ArrayList<>();
    private final long begun = System.nanoTime();
    private volatile boolean hanging;

    /** So long may a call take. */
    public Auditor(Duration bound) {
        boundNanos = bound.toNanos();
    }

    /** A call that has no outcome yet. */
    private record Open(String what, long since) {}

    /**
     * Has a call judged when it is done. It has to be done within the bound.
     *
     * @param where which transport's, in words
     * @param kind what kind of call
     * @param tally where its outcome is counted
     */
    <R extends @Nullable Object> Case<R> expect(String where, String kind, Tally tally) {
        long id = number.incrementAndGet();
        open.put(id, new Open(where + ", " + kind, System.nanoTime()));
        return new Case<>(this, id, where + ", " + kind, kind, tally);
    }

    /** One call that is waited for. */
    record Case<R extends @Nullable Object>(Auditor auditor, long id, String what, String kind, Tally tally) {
        /** Judges the outcome of a future when it comes; {@code after} runs behind that. */
        void of(CompletableFuture<R> future, Expectation<? super R> expected, Runnable after) {
            CompletableFuture<R> judged = future.whenComplete((value, failure) -> {
                auditor.judge(this, expected.outcome(value, failure).orElse(""), value, failure);
                after.run();
            });
            judged.exceptionally(any -> null); // seen to above
        }
    }

    private void judge(Case<?> one, String outcome, @Nullable Object value, @Nullable Throwable failure) {
        if (open.remove(one.id()) == null) {
            found(one.what() + ": a second outcome");
        }
        boolean givenUp = outcome.isEmpty() && hanging; // its pool was ended because of what hangs
        one.tally().count(one.kind(), givenUp ? "given up" : outcome.isEmpty() ? "WRONG" : outcome);
        if (outcome.isEmpty() && !givenUp) {
            found(one.what() + ": came to "
                    + (failure == null ? "the result " + shortened(String.valueOf(value)) : story(failure)));
        }
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private static String story(Throwable failure) {
        Throwable reason = Expectation.reason(failure);
        StringBuilder story = new StringBuilder(reason.toString());
        for (int i = 0; i < Math.min(6, reason.getStackTrace().length); i++) {
            story.append("\n      at ").append(reason.getStackTrace()[i]);
        }
        if (reason.getCause() != null) {
            story.append("\n    because of ").append(reason.getCause());
        }
        return story.toString();
    }

    /** Something is wrong. */
    public void found(String what) {
        synchronized (findings) {
            if (findings.size() < MOST_FINDINGS) {
                findings.add("after " + (System.nanoTime() - begun) / 1_000_000_000 + " s: " + what);
            }
        }
    }

    /** All that was found wrong. */
    public List<String> findings() {
        synchronized (findings) {
            return List.copyOf(findings);
        }
    }

    /** Whether some call hangs, which is found once, with the state that the pools are in. */
    public boolean hangs(Supplier<String> state) {
        long now = System.nanoTime();
        List<String> late = open.values().stream()
                .filter(one -> now - one.since() > boundNanos)
                .map(one -> one.what() + " for " + (now - one.since()) / 1_000_000_000 + " s")
                .toList();
        if (!late.isEmpty() && !hanging) {
            hanging = true;
            found(late.size() + " calls hang, the first: " + late.get(0) + "; what all threads did: "
                    + dump(late, state.get()));
        }
        return hanging;
    }

    private static String dump(List<String> late, String state) {
        try {
            Path file = Files.createTempFile("soak-threads-", ".txt");
            StringBuilder text =
                    new StringBuilder(String.join("\n", late)).append("\n\n").append(state);
            for (ThreadInfo thread :
                    ManagementFactory.getThreadMXBean().dumpAllThreads(true, true, Integer.MAX_VALUE)) {
                text.append(described(thread));
            }
            Files.writeString(file, text);
            return file.toString();
        } catch (IOException e) {
            return "could not be written: " + e;
        }
    }

    private static String described(ThreadInfo thread) {
        StringBuilder text = new StringBuilder(thread.getThreadName() + " " + thread.getThreadState() + " on "
                + thread.getLockName() + " held by " + thread.getLockOwnerName() + "\n");
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("    at ").append(frame).append('\n');
        }
        return text.append('\n').toString();
    }
}
