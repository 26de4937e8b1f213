package dev.procession.benchmarks;

import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Rounds;
import dev.procession.benchmarks.peers.Stage;
import dev.procession.benchmarks.report.FigureResult;
import dev.procession.benchmarks.report.FigureResult.Measured;
import dev.procession.pool.StartupArchive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One run: figure after figure. */
final class Bench {
    /** What takes longer than so many times its figure's budget does not end. */
    private static final int PATIENCE = 2;

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(20);

    private final List<String> transports;
    private final Setting.Extent extent;
    private final Progress progress;

    Bench(List<String> transports, Setting.Extent extent, Progress progress) {
        this.transports = transports;
        this.extent = extent;
        this.progress = progress;
    }

    /** Measures; each result is told as soon as it is there. */
    List<FigureResult> run(List<Figure> figures, Consumer<FigureResult> told) throws InterruptedException {
        List<FigureResult> results = new ArrayList<>();
        for (String transport : transports) {
            StartupArchive.prepare(transport); // pools of programs that have run before have one
        }
        try (Stage stage = new Stage()) {
            for (Figure figure : figures) {
                progress.begin(figure.name());
                FigureResult result = measure(figure, stage);
                progress.end();
                results.add(result);
                told.accept(result);
            }
        }
        return results;
    }

    private FigureResult measure(Figure figure, Stage stage) throws InterruptedException {
        Duration budget = extent.of(figure.budget().quick(), figure.budget().full());
        Duration longest = budget.multipliedBy(PATIENCE);
        Rounds rounds =
                new Rounds(extent.rounds(), longest.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : longest, longest);
        List<Measured> measured = new ArrayList<>();
        long begun = System.nanoTime();
        String failure = "";
        try {
            if (figure.needsQuiet()) {
                stage.clear();
            }
            figure.measure(new Setting(
                    stage, transports, extent, budget, contest -> measured.add(run(figure, contest, rounds))));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failure = e.toString();
        }
        return new FigureResult(figure, measured, failure, Duration.ofNanos(System.nanoTime() - begun));
    }

    private Measured run(Figure figure, Contest contest, Rounds rounds) throws InterruptedException {
        return new Measured(
                contest, rounds.run(contest, round -> progress.round(figure.name(), contest.label(), round)));
    }
}
