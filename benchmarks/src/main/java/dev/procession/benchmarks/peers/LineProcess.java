package dev.procession.benchmarks.peers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that answers each line with one line of numbers. For one thread at a time. It is told to end by the end of its
 * input, and ended if it does not.
 */
public final class LineProcess implements AutoCloseable {
    private static final long GRACE_SECONDS = 2;

    private final String name;
    private final Path errors;
    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private LineProcess(String name, List<String> command) throws IOException {
        this.name = name;
        errors = Files.createTempFile("procession-bench-", ".err");
        errors.toFile().deleteOnExit(); // for an end by Ctrl-C
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts one.
     *
     * @param name what to call it when it fails
     * @param command its command line
     * @return the process
     * @throws IOException if it cannot be started
     */
    public static LineProcess start(String name, List<String> command) throws IOException {
        return new LineProcess(name, command);
    }

    /**
     * Its process id.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Asks and waits for the answer.
     *
     * @param question one line
     * @return its numbers
     * @throws IOException if it answers anything else, or has ended
     */
    public double[] ask(String question) throws IOException {
        try {
            questions.write(question);
            questions.newLine();
            questions.flush();
        } catch (IOException e) {
            throw new IOException(name + " has ended: " + lastWords(), e);
        }
        return answer();
    }

    /**
     * Waits for a line that nobody asked for.
     *
     * @return its numbers
     * @throws IOException if it holds anything else, or there is none
     */
    public double[] answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(name + " has ended: " + lastWords());
        }
        try {
            return Arrays.stream(line.strip().split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new IOException(name + " says: " + line, e);
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(errors);
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    }

    /**
     * The processor time that it and its descendants have had.
     *
     * @return nanoseconds
     */
    public long cpuNanos() {
        return ProcessFigures.cpuNanos(pid())
                + process.descendants()
                        .mapToLong(ProcessHandle::pid)
                        .map(ProcessFigures::cpuNanos)
                        .sum();
    }

    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        try {
            questions.close();
        } catch (IOException e) {
            // It has ended already.
        }
        try {
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
            Files.deleteIfExists(errors);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Somebody else's now.
        }
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }
}
