package dev.procession.core.launch.internal;

import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Tells which children the kernel killed for memory. It says how many processes of the control group it has killed, not which:
 * each kill accounts for one child that was killed after it was started. Thread-safe.
 */
final class MemoryKills {
    /** How many kills are kept that no child was found for: those of other processes in the group. */
    private static final int MOST_UNCLAIMED = 1_000;

    private final Supplier<OptionalLong> counter;

    /** Which of the kills, counted from 1, account for no child yet. */
    private final NavigableSet<Long> unclaimed = new TreeSet<>();

    private long seen = -1;

    /**
     * None so far.
     *
     * @param counter how many the kernel has killed; empty where it does not say
     */
    MemoryKills(Supplier<OptionalLong> counter) {
        this.counter = counter;
    }

    /** One child's. */
    final class Claim {
        private final OptionalLong since;
        private boolean granted;

        private Claim(OptionalLong since) {
            this.since = since;
        }

        /**
         * Whether a kill accounts for the child; to be asked once it is dead by SIGKILL. Yes stays yes, and nobody else is
         * told so for the same kill.
         */
        boolean isGranted() {
            look();
            synchronized (MemoryKills.this) {
                granted = granted || (since.isPresent() && take(since.getAsLong()));
                return granted;
            }
        }
    }

    /** To be called before a child is started: what was killed earlier is not the child. */
    Claim claim() {
        return new Claim(look());
    }

    private OptionalLong look() {
        OptionalLong told = counter.get();
        told.ifPresent(this::note);
        return told;
    }

    private synchronized void note(long now) {
        long from = seen < 0 ? now : Math.max(seen, now - MOST_UNCLAIMED);
        for (long kill = now; kill > from; kill--) {
            unclaimed.add(kill);
        }
        seen = Math.max(seen, now);
        while (unclaimed.size() > MOST_UNCLAIMED) {
            unclaimed.pollFirst();
        }
    }

    /** The earliest that fits: later ones fit children that are younger, too. */
    private boolean take(long since) {
        Long kill = unclaimed.higher(since);
        return kill != null && unclaimed.remove(kill);
    }
}
