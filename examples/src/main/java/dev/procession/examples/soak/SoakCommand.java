package dev.procession.examples.soak;

import dev.procession.core.channel.TransportProvider;
import dev.procession.examples.soak.load.SoakPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code procession soak}: process pools under continuous load and every kind of blow, and whether all comes out right and
 * nothing grows.
 *
 * <p>Exit codes: 0 flat and right, 1 something was found, 2 the command line was not understood.
 */
@Command(
        name = "soak",
        description = {
            "Keeps process pools under load while workers are killed, tasks cancelled and more.",
            "Tells whether each call came to what it had to, and whether memory, threads, files and processes grew."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Ctrl-C ends it early, with the verdict so far.",
            "Exit codes: 0 flat and right, 1 something was found, 2 the command line was not understood."
        })
public final class SoakCommand implements Callable<Integer> {
    /** Set by bin/procession where the error stream is a terminal: its width, 0 if the terminal does not tell. */
    private static final String COLUMNS = "procession.columns";

    /** These tell of each worker that is ended, and for how long they did what. Held, or the levels would be forgotten. */
    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("dev.procession"), Logger.getLogger("net.openhft"));

    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final double LONGEST_MINUTES = 60 * 24 * 30;
    private static final int MOST_WORKERS = 64;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--minutes", paramLabel = "N", description = "How long, 5 if not given; 0.5 is half a minute.")
    private double minutes = 5;

    @Option(
            names = "--transport",
            paramLabel = "LIST",
            split = ",",
            description =
                    "Over which transports, with commas between, all at the same time; all that are there if not given.")
    private List<String> transports = List.of();

    @Option(names = "--seed", paramLabel = "S", description = "What chance begins with; by the clock if not given.")
    private @Nullable Long seed;

    @Option(names = "--workers", paramLabel = "N", description = "How many workers each pool has, 2 if not given.")
    private int workers = 2;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the counts and figures there, too.")
    private @Nullable Path json;

    /** Made by the command line. */
    public SoakCommand() {}

    @Override
    public Integer call() throws InterruptedException, ExecutionException, IOException {
        SoakPlan plan = plan();
        checkWritable();
        TALKATIVE.forEach(logger -> logger.setLevel(Level.SEVERE));
        Verdict verdict;
        try (Progress progress = progress(plan.length())) {
            Soak soak = new Soak(plan, progress);
            InterruptSignal.once(soak::stop);
            verdict = soak.run();
        }
        PrintWriter out = spec.commandLine().getOut();
        verdict.lines().forEach(out::println);
        if (json != null) {
            Files.writeString(json, verdict.json() + System.lineSeparator());
        }
        if (out.checkError() || System.out.checkError()) { // the writer does not ask the stream below
            throw new IOException("write error: the verdict could not be written to the standard output");
        }
        return verdict.isGood() ? 0 : 1;
    }

    private static Progress progress(Duration length) {
        Integer columns = Integer.getInteger(COLUMNS);
        return columns == null ? Progress.inLines(System.err, length) : Progress.asBar(System.err, length, columns);
    }

    private SoakPlan plan() {
        check("--minutes", minutes, minutes > 0 && minutes <= LONGEST_MINUTES, "more than 0 and at most 43200");
        check("--workers", workers, workers >= 1 && workers <= MOST_WORKERS, "from 1 to " + MOST_WORKERS);
        List<String> installed = installed();
        List<String> chosen = transports.isEmpty()
                ? installed
                : transports.stream().distinct().toList();
        for (String transport : chosen) {
            check("--transport", transport, installed.contains(transport), "of " + String.join(", ", installed));
        }
        return new SoakPlan(
                Duration.ofMillis(Math.round(minutes * 60_000)),
                chosen,
                seed == null ? System.currentTimeMillis() : seed,
                workers,
                BOUND);
    }

    /** Before the soak rather than after days of it. */
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

    /** The names of those that work here. */
    private static List<String> installed() {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailableBecause().isEmpty())
                .map(TransportProvider::name)
                .sorted()
                .toList();
    }
}
