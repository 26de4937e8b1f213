package dev.procession.benchmarks.figures;

import dev.procession.benchmarks.measure.Comparison;
import dev.procession.benchmarks.measure.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts together what is told of a contest. */
public final class Comparisons {
    private final Setting setting;
    private final List<Comparison> list = new ArrayList<>();

    /**
     * None yet.
     *
     * @param setting names the transports
     */
    public Comparisons(Setting setting) {
        this.setting = setting;
    }

    /**
     * Adds one.
     *
     * @param comparison which
     * @return this
     */
    public Comparisons add(Comparison comparison) {
        list.add(comparison);
        return this;
    }

    /**
     * Adds every transport against one peer.
     *
     * @param metric what is compared
     * @param peer whom with
     * @param targetOf what is asked of a transport
     * @return this
     */
    public Comparisons against(String metric, String peer, Function<? super String, Target> targetOf) {
        setting.transports()
                .forEach(transport -> add(new Comparison(metric, transport, peer, targetOf.apply(transport))));
        return this;
    }

    /**
     * Adds every transport against some peers, without anything that is asked.
     *
     * @param metric what is compared
     * @param peers whom with
     * @return this
     */
    public Comparisons against(String metric, String... peers) {
        for (String peer : peers) {
            against(metric, peer, any -> Target.NONE);
        }
        return this;
    }

    /**
     * All that were added.
     *
     * @return in this order
     */
    public List<Comparison> list() {
        return List.copyOf(list);
    }
}
