package dev.procession.it.linecount;

import dev.procession.examples.Main;
import dev.procession.it.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program under test, in a process of its own. Its output is read as ISO 8859-1, one char a byte, as names may be any
 * bytes.
 */
final class Program implements AutoCloseable {
    private static final long LIMIT_SECONDS = 90;

    private final Process process;
    private final CompletableFuture<String> out;
    private final CompletableFuture<String> err;

    private Program(Process process) {
        this.process = process;
        this.out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        this.err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    }

    /** {@code bin/procession linecount} without its build. */
    static List<String> lineCount(String... arguments) {
        List<String> command = new ArrayList<>(JavaProgram.command(
                List.of("-Xmx64m"), System.getProperty("java.class.path"), Main.class.getName(), "linecount"));
        command.addAll(List.of(arguments));
        return command;
    }

    static Program start(Path folder, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Program program = new Program(builder.start());
        program.process.getOutputStream().close();
        return program;
    }

    static Outcome run(Path folder, List<String> command) throws Exception {
        try (Program program = start(folder, command)) {
            return program.outcome();
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    Outcome outcome() throws Exception {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end within " + LIMIT_SECONDS + " s");
        }
        return new Outcome(
                process.exitValue(),
                out.get(LIMIT_SECONDS, TimeUnit.SECONDS),
                err.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** The processes below it that have a file open. */
    List<ProcessHandle> readersOf(Path file) {
        return process.descendants().filter(child -> hasOpen(child, file)).toList();
    }

    private static boolean hasOpen(ProcessHandle child, Path file) {
        Path descriptors = Path.of("/proc/" + child.pid() + "/fd");
        try (var open = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : open) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(file)) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // It has ended, or closed the descriptor, between two looks.
        }
        return false;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /**
     * How it ended.
     *
     * @param exit its exit code
     * @param out its standard output
     * @param err its standard error
     */
    record Outcome(int exit, String out, String err) {}
}
