package dev.procession.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test runs in a JVM of its own, with the tests' class path.
 *
 * @param exitCode how it ended
 * @param output what it printed, both streams together
 */
public record JavaProgram(int exitCode, String output) {
    private static final String CHILDREN_OPTIONS = "procession.jvmOptions";

    /** Most run for a moment: they and their children are not compiled at length. What a test adds has the last word. */
    private static final List<String> BRIEF = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-D" + CHILDREN_OPTIONS + "=" + System.getProperty(CHILDREN_OPTIONS, ""));

    /** The class path of the tests, also when the test runner hides it in a manifest. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The java command of this very JVM, options, and a program with its arguments. */
    public static List<String> command(List<String> options, String classPath, String... program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(BRIEF);
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.addAll(List.of(program));
        return command;
    }

    /** Runs a program to its end, within a limit. */
    public static JavaProgram run(List<String> command, Duration limit) throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("not ended within " + limit + ": " + Files.readString(output));
            }
            return new JavaProgram(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
