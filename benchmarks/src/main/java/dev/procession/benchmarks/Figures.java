package dev.procession.benchmarks;

import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.calls.ImapOne;
import dev.procession.benchmarks.figures.calls.MapChunks;
import dev.procession.benchmarks.figures.calls.Mixed;
import dev.procession.benchmarks.figures.calls.Payload;
import dev.procession.benchmarks.figures.calls.Processor;
import dev.procession.benchmarks.figures.calls.RoundTrip;
import dev.procession.benchmarks.figures.calls.Single;
import dev.procession.benchmarks.figures.processes.Cold;
import dev.procession.benchmarks.figures.processes.Idle;
import dev.procession.benchmarks.figures.processes.Memory;
import dev.procession.benchmarks.figures.processes.Replace;
import dev.procession.benchmarks.figures.processes.Scaling;
import dev.procession.benchmarks.figures.processes.Start;
import java.util.List;

/** All figures, in the order in which they are measured: those that share contenders first. */
final class Figures {
    /** Their names, for a reader. */
    static final String NAMES =
            "single, imap1, map, cpu, round-trip, mixed, payload, start, cold, replace, memory, idle, scaling";

    private static final List<Figure> ALL = List.of(
            new Single(),
            new ImapOne(),
            new MapChunks(),
            new Processor(),
            new RoundTrip(),
            new Mixed(),
            new Payload(),
            new Start(),
            new Cold(),
            new Replace(),
            new Memory(),
            new Idle(),
            new Scaling());

    private Figures() {}

    static List<Figure> all() {
        return ALL;
    }
}
