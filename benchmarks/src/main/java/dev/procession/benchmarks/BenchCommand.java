package dev.procession.benchmarks;

import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting.Extent;
import dev.procession.benchmarks.report.FigureResult;
import dev.procession.benchmarks.report.JsonReport;
import dev.procession.benchmarks.report.Machine;
import dev.procession.benchmarks.report.Table;
import dev.procession.core.channel.TransportProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * {@code procession bench}: Procession on each transport beside CPython, PP4J, threads and bare channels, in one run.
 *
 * <p>Exit codes: 0 measured, whatever came out; 1 a result could not be written; 2 the command line was not understood.
 */
@Command(
        name = "bench",
        description = {
            "Measures Procession on each transport beside CPython's pools, PP4J, threads and bare channels, in turns,",
            "and prints ratios of values of the same round: their median, the lowest and the highest."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "What is measured: " + Figures.NAMES + ".",
            "docs/performance.md says how to read it. A full run takes less than ten minutes.",
            "Exit codes: 0 measured, whatever came out, 1 a result could not be written, 2 the command line was not"
                    + " understood."
        })
public final class BenchCommand implements Callable<Integer> {
    /** These tell of each worker that is killed, and how. Held, or the levels would be forgotten. */
    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("dev.procession"), Logger.getLogger("net.openhft"));

    private static final int ROUNDS = 5;
    private static final int ROUNDS_QUICKLY = 3;
    private static final int MOST_ROUNDS = 1_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Less of everything: about two minutes, and a wider spread.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every single measurement there, too.")
    private @Nullable Path json;

    @Option(
            names = "--only",
            paramLabel = "NAMES",
            split = ",",
            description = "What to measure, with commas between; everything if not given.")
    private List<String> only = List.of();

    @Option(
            names = "--transports",
            paramLabel = "LIST",
            split = ",",
            description = "Over which transports, with commas between; all that are there if not given.")
    private List<String> transports = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "How many rounds, 5 if not given, 3 if --quick.")
    private @Nullable Integer rounds;

    /** Made by the command line. */
    public BenchCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        int count = rounds == null ? (quick ? ROUNDS_QUICKLY : ROUNDS) : rounds;
        check("--rounds", count, count >= 1 && count <= MOST_ROUNDS, "from 1 to " + MOST_ROUNDS);
        List<Figure> figures = chosenFigures();
        List<String> over = chosenTransports();
        checkWritable();
        TALKATIVE.forEach(logger -> logger.setLevel(Level.SEVERE));
        Map<String, String> machine = Machine.describe();
        PrintWriter out = spec.commandLine().getOut();
        machine.forEach((name, value) -> out.println(name + ": " + value));
        List<FigureResult> results;
        try (Progress progress = progress(figures.size())) {
            results = new Bench(over, new Extent(quick, count), progress).run(figures, result -> tell(out, result));
        }
        if (json != null) {
            JsonReport.write(json, command(), machine, results);
        }
        if (out.checkError() || System.out.checkError()) { // the writer does not ask the stream below
            throw new IOException("write error: the table could not be written to the standard output");
        }
        return 0;
    }

    private static Progress progress(int figures) {
        return Progress.on(System.err, figures);
    }

    private static void tell(PrintWriter out, FigureResult result) {
        out.println();
        Table.of(result).forEach(out::println);
        out.flush();
    }

    private String command() {
        ParseResult parsed = spec.commandLine().getParseResult();
        return "bin/procession " + String.join(" ", parsed.originalArgs());
    }

    private List<Figure> chosenFigures() {
        List<String> names = Figures.all().stream().map(Figure::name).toList();
        for (String name : only) {
            check("--only", name, names.contains(name), "of " + Figures.NAMES);
        }
        return Figures.all().stream()
                .filter(figure -> only.isEmpty() || only.contains(figure.name()))
                .toList();
    }

    private List<String> chosenTransports() {
        List<String> installed = ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailableBecause().isEmpty())
                .sorted((one, other) -> Integer.compare(other.preference(), one.preference()))
                .map(TransportProvider::name)
                .toList();
        for (String transport : transports) {
            check("--transports", transport, installed.contains(transport), "of " + String.join(", ", installed));
        }
        return transports.isEmpty() ? installed : transports.stream().distinct().toList();
    }

    /** Before the run rather than after it. */
    private void checkWritable() {
        if (json == null) {
            return;
        }
        try {
            Files.newOutputStream(json, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--json is " + json + ", which cannot be written: name a file in a folder that can be",
                    e);
        }
    }

    private void check(String option, Object value, boolean good, String rule) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + ", it must be " + rule);
        }
    }
}
