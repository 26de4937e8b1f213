package dev.procession.examples.soak.load;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the threads of another JVM do, as {@code jcmd} tells it. */
final class WorkerThreads {
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    private static final int LIMIT_SECONDS = 10;

    private WorkerThreads() {}

    /** The stacks of all its threads, or why they are not known. */
    static String of(long pid) {
        if (!Files.isExecutable(JCMD)) {
            return "its threads are not known: " + JCMD + " is missing\n";
        }
        try {
            File answer = Files.createTempFile("soak-worker-", ".txt").toFile();
            try {
                return told(pid, answer);
            } finally {
                Files.delete(answer.toPath());
            }
        } catch (IOException e) {
            return "its threads are not known: " + e + "\n";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "its threads are not known: interrupted\n";
        }
    }

    /** By way of a file: a JVM that is stopped answers never, and what it has not written cannot be waited for. */
    private static String told(long pid, File answer) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(JCMD.toString(), Long.toString(pid), "Thread.print")
                .redirectErrorStream(true)
                .redirectOutput(answer)
                .start();
        if (!jcmd.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
            return "its threads are not known: it did not answer within " + LIMIT_SECONDS + " s\n";
        }
        return Files.readString(answer.toPath(), StandardCharsets.UTF_8);
    }
}
