package dev.procession.examples.soak.load;

import java.time.Duration;
import java.util.List;

/**
 * What a soak is to do.
 *
 * @param length how long it lasts
 * @param transports over which transports, at the same time
 * @param seed what chance begins with
 * @param workers how many workers each transport's pool has, when nobody resizes it
 * @param bound how long a call may take before it counts as hanging
 */
public record SoakPlan(Duration length, List<String> transports, long seed, int workers, Duration bound) {
    private static final Duration SHORTEST_STRETCH = Duration.ofSeconds(4);
    private static final Duration LONGEST_STRETCH = Duration.ofSeconds(60);

    /** How long the lanes run between two looks at what is held. */
    public Duration stretch() {
        Duration part = length.dividedBy(10);
        return part.compareTo(SHORTEST_STRETCH) < 0
                ? SHORTEST_STRETCH
                : part.compareTo(LONGEST_STRETCH) > 0 ? LONGEST_STRETCH : part;
    }

    /** After how long all that is loaded, cached and pooled once is there. */
    public Duration warmUp() {
        return length.dividedBy(10);
    }

    /** How to do the same again. */
    public String command() {
        return "bin/procession soak --minutes " + length.toMillis() / 60_000.0 + " --transport "
                + String.join(",", transports) + " --seed " + seed + " --workers " + workers;
    }
}
