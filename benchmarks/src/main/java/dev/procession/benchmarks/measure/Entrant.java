package dev.procession.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * Who takes part in a contest.
 *
 * @param name by which comparisons name it
 * @param probe measures it; null if it is absent
 * @param absence why it is absent; empty if it is not
 */
public record Entrant(String name, @Nullable Probe probe, String absence) {
    /** How a probe comes to be, which may need what is not there. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Makes the probe.
         *
         * @return the probe
         * @throws Exception if what it needs is not there
         */
        Probe open() throws Exception;
    }

    /**
     * Lets one take part if what it needs is there.
     *
     * @param name by which comparisons name it
     * @param opening makes its probe
     * @return the entrant, absent if that fails
     */
    public static Entrant of(String name, Opening opening) {
        try {
            return new Entrant(name, opening.open(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Entrant(name, null, "interrupted");
        } catch (Exception | LinkageError e) {
            return new Entrant(name, null, Reason.of(e));
        }
    }
}
