package dev.procession.core.launch.internal;

import dev.procession.core.ExitStatus;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.internal.command.JvmOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why a child ended, put together from what it left, what the system tells and what its JVM printed. */
final class EndReason {
    /** The exit code of {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    private static final String OUT_OF_MEMORY_ERROR = OutOfMemoryError.class.getName();

    /** What is repeated of the words of a JVM that did not start. */
    private static final int MOST_PRINTED = 1_000;

    /** What a JVM says that got less from the system than it asked for, at its start or later; it writes a report, too. */
    private static final String NO_MEMORY = "insufficient memory for the Java Runtime Environment";

    private final ChildSpec spec;
    private final ExitStatus status;
    private final LocalChild.Notes notes;
    private final String printed;
    private final @Nullable String crashLog;

    EndReason(ChildSpec spec, long pid, ExitStatus status, LocalChild.Notes notes, String printed) {
        this.spec = spec;
        this.status = status;
        this.notes = notes;
        this.printed = printed;
        this.crashLog = CrashReport.find(spec, pid);
    }

    String printed() {
        return printed;
    }

    /** The path of the JVM's crash report; null if there is none. */
    @Nullable
    String crashLog() {
        return crashLog;
    }

    /** The reason, beginning with the exit status. */
    String words() {
        return status.words() + because();
    }

    private String because() {
        if (!status.isSuccess() && printed.contains(NO_MEMORY)) {
            return becauseOfTheSystem();
        }
        if (crashLog != null) {
            return ": the JVM crashed, its report is " + crashLog;
        }
        String thrown = notes.thrown();
        if (thrown != null) {
            return ": its " + what() + " threw " + becauseOf(thrown);
        }
        if (notes.killedForMemory()) {
            return ", most likely by the kernel for memory: the control group's counter has risen";
        }
        return status.signal().isPresent() ? "" : becauseOfExit();
    }

    private String becauseOfTheSystem() {
        return ": the system did not give its JVM the memory that it asked for: lower "
                + (spec.jvmOptions().isEmpty()
                        ? ""
                        : "what jvmOptions, which are " + spec.jvmOptions() + ", say of memory, or ")
                + "the largest heap"
                + (spec.maxHeapBytes() == 0 ? "" : ", " + spec.maxHeapBytes() + " bytes")
                + ", or run fewer processes"
                + (crashLog == null ? "" : "; its report is " + crashLog);
    }

    private String becauseOf(String thrown) {
        if (thrown.isEmpty()) {
            return "an error and had no memory left to name it. " + raiseHeap();
        }
        return thrown.startsWith(OUT_OF_MEMORY_ERROR) ? thrown + ". " + raiseHeap() : thrown;
    }

    private String becauseOfExit() {
        if (!notes.hasBegun()) {
            return ": its JVM " + (status.isSuccess() ? "ended before it ran anything" : "refused to start")
                    + ": correct "
                    + (spec.jvmOptions().isEmpty()
                            ? ""
                            : "jvmOptions, which are " + spec.jvmOptions() + ", each in a string of its own, or ")
                    + (spec.maxHeapBytes() == 0 ? "" : "the largest heap, " + spec.maxHeapBytes() + " bytes, or ")
                    + JvmOptions.forAllInWords()
                    + "the options of this process that it inherits; it printed:\n" + begin(printed.strip());
        }
        if (status.code().orElse(0) == OUT_OF_MEMORY && printed.contains("Terminating due to " + OUT_OF_MEMORY_ERROR)) {
            return ": its JVM ended itself because it ran out of memory. " + raiseHeap();
        }
        return " (System.exit or Runtime.halt, or its main program ended)";
    }

    private String what() {
        return spec.program().equals(TargetProgram.class.getName()) ? "target" : "program";
    }

    private String raiseHeap() {
        return spec.maxHeapBytes() == 0
                ? "Its largest heap was the default: give it more"
                : "Its largest heap was " + spec.maxHeapBytes()
                        + " bytes, unless its options say otherwise: give it more";
    }

    private static String begin(String text) {
        return text.length() <= MOST_PRINTED ? text : text.substring(0, MOST_PRINTED) + "...";
    }

    /** Finds the report that a crashed JVM wrote. */
    private static final class CrashReport {
        private static final String OPTION = "-XX:ErrorFile=";

        static @Nullable String find(ChildSpec spec, long pid) {
            String name = "hs_err_pid" + pid + ".log";
            Path directory = spec.directory().orElseGet(() -> Path.of("")).toAbsolutePath();
            for (String option : spec.jvmOptions()) {
                if (option.startsWith(OPTION)) {
                    Path named = Path.of(option.substring(OPTION.length()).replace("%p", Long.toString(pid)));
                    return existing(directory.resolve(named));
                }
            }
            String inDirectory = existing(directory.resolve(name));
            return inDirectory == null ? existing(Path.of("/tmp", name)) : inDirectory;
        }

        private static @Nullable String existing(Path file) {
            return Files.isRegularFile(file) ? file.toString() : null;
        }
    }
}
