package dev.procession.examples.linecount;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.error.TransportException;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.Tasks;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code procession linecount}: counts the lines of files and folders as {@code wc -l} does, with a pool of processes.
 *
 * <p>Exit codes: 0 all counted, 1 a file could not be counted or the result not be written, 2 the command line was not
 * understood, 130 interrupted.
 */
@Command(
        name = "linecount",
        description = "Counts the lines of files, and of all files in folders, as wc -l does.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 all counted, 1 a file could not be counted or the result not be written, 2 the command line"
                    + " was not understood, 130 interrupted."
        })
public final class LineCount implements Callable<Integer> {
    /** A worker killed from outside costs an attempt; counting again does no harm. */
    private static final TaskOptions OPTIONS = TaskOptions.attempts(3).withChunkSize(1);

    private static final int INTERRUPTED = 130;
    private static final String EXIT_NOTICE = "procession.exitNotice";

    /** Set by bin/procession where the error stream is a terminal: its width, 0 if the terminal does not tell. */
    private static final String COLUMNS = "procession.columns";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "How to talk to the workers: pipe, socket, or another one on the class path.")
    private @Nullable String transport;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "How many workers; one for each processor if not given.")
    private @Nullable Integer processes;

    @Option(
            names = "--binary",
            description = "Count files that are no text, too: those with a NUL in their first 8 KiB.")
    private boolean binary;

    @Parameters(
            paramLabel = "PATH",
            description = "Files, folders, or - for standard input; the current folder if not given.")
    private List<String> paths = List.of(".");

    /** Made by the command line. */
    public LineCount() {}

    @Override
    public Integer call() throws IOException {
        Integer columns = Integer.getInteger(COLUMNS);
        Console console = columns == null ? Console.withoutBar(System.err) : Console.withBar(System.err, columns);
        System.setProperty(EXIT_NOTICE, "off"); // the console says in one line that it was interrupted
        Thread interruption = new Thread(console::interrupted, "linecount-interrupted");
        Runtime.getRuntime().addShutdownHook(interruption);
        try (console;
                ProcessPool pool = start()) {
            if (columns != null) {
                measure(console);
            }
            count(pool.with(OPTIONS), console);
        } catch (ProcessionException e) {
            if (e.code() != ErrorCode.CLOSED) {
                throw e;
            }
            // Nobody here closes the pool early: the JVM is shutting down and has said so.
            return INTERRUPTED;
        } finally {
            forget(interruption);
        }
        return console.hadProblems() ? 1 : 0;
    }

    private ProcessPool start() {
        try {
            PoolBuilder builder = ProcessPool.builder();
            if (transport != null) {
                builder.transport(transport);
            }
            if (processes != null) {
                builder.processes(processes);
            }
            return builder.build();
        } catch (TransportException | IllegalArgumentException e) {
            String option = e instanceof TransportException && transport != null ? "--transport: " : "";
            throw new ParameterException(spec.commandLine(), option + e.getMessage(), e);
        }
    }

    private void count(Tasks workers, Console console) throws IOException {
        LineCounter.Workers counter =
                batches -> workers.imap(RangeCounter::count, batches).iterator();
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        try {
            new LineCounter(counter, !binary, console).count(new FileLister(paths), out);
        } catch (IOException e) {
            // The reader has seen enough, as head(1) does.
            if (!"Broken pipe".equals(e.getMessage())) {
                throw new IOException("write error: " + e.getMessage(), e);
            }
        }
    }

    /** Lists once more beside the counting, so that the bar knows its end. */
    private void measure(Console console) {
        Thread lister = new Thread(
                () -> {
                    long bytes = 0;
                    for (FileLister inputs = new FileLister(paths); inputs.hasNext(); ) {
                        bytes += inputs.next().size().orElse(0);
                    }
                    console.expect(bytes);
                },
                "linecount-sizes");
        lister.setDaemon(true);
        lister.start();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook has its say.
        }
    }
}
