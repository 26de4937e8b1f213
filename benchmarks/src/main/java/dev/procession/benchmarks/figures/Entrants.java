package dev.procession.benchmarks.figures;

import dev.procession.benchmarks.measure.Entrant;
import dev.procession.benchmarks.measure.Pace;
import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.LineProcess;
import dev.procession.benchmarks.peers.Python;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts together who takes part in a contest of things that can be done any number of times. */
public final class Entrants {
    private final Setting setting;
    private final Duration slot;
    private final int least;
    private final int most;
    private Duration warmUp = Duration.ZERO;
    private final List<Entrant> list = new ArrayList<>();

    /**
     * Nobody yet.
     *
     * @param setting who is there
     * @param slot how long one measurement may take
     * @param least how often a thing is done at the first try
     * @param most how often at the most
     */
    public Entrants(Setting setting, Duration slot, int least, int most) {
        this.setting = setting;
        this.slot = slot;
        this.least = least;
        this.most = most;
    }

    /**
     * Has those that are added from now on, and take calls from this JVM, do it for longer before they are measured.
     *
     * @param atLeast how long
     * @return this
     */
    public Entrants warmedUpFor(Duration atLeast) {
        warmUp = atLeast;
        return this;
    }

    /** What those do who take calls from this JVM. */
    @FunctionalInterface
    public interface CallsBulk {
        /**
         * Does it.
         *
         * @param calls by whom
         * @param count how often
         * @return a sample, with its time
         * @throws Exception if it fails
         */
        Map<String, Double> run(Calls calls, int count) throws Exception;
    }

    /** What a program does that is asked by lines. */
    @FunctionalInterface
    public interface LineBulk {
        /**
         * Asks for it.
         *
         * @param program whom
         * @param count how often
         * @return a sample, with its time
         * @throws Exception if it fails
         */
        Map<String, Double> run(LineProcess program, int count) throws Exception;
    }

    /**
     * Adds all transports that are measured.
     *
     * @param bulk what they do
     * @return this
     */
    public Entrants transports(CallsBulk bulk) {
        setting.transports().forEach(transport -> calls(transport, bulk));
        return this;
    }

    /**
     * Adds one who takes calls.
     *
     * @param name a transport, PP4J, or threads
     * @param bulk what it does
     * @return this
     */
    public Entrants calls(String name, CallsBulk bulk) {
        return add(name, () -> {
            Calls calls = setting.stage().calls(name);
            return Pace.of(count -> bulk.run(calls, count), slot, least, most).warmedUpFor(warmUp);
        });
    }

    /**
     * Adds one of CPython's pools.
     *
     * @param kind which
     * @param bulk what it does
     * @return this
     */
    public Entrants python(Python.Kind kind, LineBulk bulk) {
        return add(kind.words(), () -> {
            LineProcess program = setting.stage().python(kind);
            return Pace.of(count -> bulk.run(program, count), slot, least, most);
        });
    }

    /**
     * Adds a program that is open.
     *
     * @param name its name
     * @param program which
     * @param bulk what it does
     * @return this
     */
    public Entrants program(String name, LineProcess program, LineBulk bulk) {
        return add(name, () -> Pace.of(count -> bulk.run(program, count), slot, least, most));
    }

    /**
     * Adds anybody.
     *
     * @param name its name
     * @param opening makes its probe
     * @return this
     */
    public Entrants add(String name, Entrant.Opening opening) {
        list.add(Entrant.of(name, opening));
        return this;
    }

    /**
     * All that were added.
     *
     * @return in this order
     */
    public List<Entrant> list() {
        return List.copyOf(list);
    }
}
