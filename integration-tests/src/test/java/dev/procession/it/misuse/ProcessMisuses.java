package dev.procession.it.misuse;

import static dev.procession.it.misuse.Misuse.of;
import static dev.procession.it.misuse.Misuse.ofNull;

import dev.procession.core.JvmProcess;
import dev.procession.core.JvmProcessBuilder;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.LaunchException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What can be wrong with a process of one's own. */
@SuppressWarnings("NullAway") // what callers without a checker may pass
final class ProcessMisuses {
    private static final Class<IllegalArgumentException> ILLEGAL = IllegalArgumentException.class;
    private static final Class<IllegalStateException> TOO_EARLY = IllegalStateException.class;

    private ProcessMisuses() {}

    private static JvmProcessBuilder builder() {
        return JvmProcess.builder().target(() -> {}).output(line -> {});
    }

    static Stream<Misuse> all(Path empty) {
        return Stream.of(nulls(), settings(empty), states(), starts(empty)).flatMap(List::stream);
    }

    private static List<Misuse> nulls() {
        return List.of(
                ofNull("process: name(null)", "name", () -> builder().name(null)),
                ofNull("process: target(null)", "target", () -> builder().target((RemoteRunnable) null)),
                ofNull(
                        "process: jvmOptions(null)",
                        "jvmOptions",
                        () -> builder().jvmOptions((String[]) null)),
                ofNull(
                        "process: environment(null, a)",
                        "the name of a variable",
                        () -> builder().environment(null, "a")),
                ofNull("process: directory(null)", "directory", () -> builder().directory(null)),
                ofNull("process: input((byte[]) null)", "input", () -> builder().input((byte[]) null)),
                ofNull(
                        "process: input((Path) null)",
                        "the file of the input",
                        () -> builder().input((Path) null)),
                ofNull(
                        "process: startMethod(null)",
                        "startMethod",
                        () -> builder().startMethod(null)),
                ofNull("process: output(null)", "output", () -> builder().output(null)));
    }

    private static List<Misuse> settings(Path empty) {
        Path none = empty.resolve("none");
        InputStream stream = new ByteArrayInputStream(new byte[0]);
        return List.of(
                of(
                        "process: no target",
                        TOO_EARLY,
                        "call target\\(\\.\\.\\.\\) on the builder",
                        () -> JvmProcess.builder().build()),
                of(
                        "process: name(blank)",
                        ILLEGAL,
                        "name has 1 to 256 characters.*this one has 1: ' '",
                        () -> builder().name(" ")),
                of(
                        "process: name of 300 characters",
                        ILLEGAL,
                        "name has 1 to 256 characters.*this one has 300",
                        () -> builder().name("x".repeat(300))),
                of(
                        "process: jvmOptions(-jar)",
                        ILLEGAL,
                        "jvmOptions has -jar, .*: leave it out",
                        () -> builder().jvmOptions("-jar")),
                of(
                        "process: maxHeap(1)",
                        ILLEGAL,
                        "1 bytes.* 2097152 \\(2 MiB\\): give it more",
                        () -> builder().maxHeap(1)),
                of(
                        "process: environment(empty name)",
                        ILLEGAL,
                        "\"\"; it must not be empty",
                        () -> builder().environment("", "a")),
                of(
                        "process: environment(a value with \\0)",
                        ILLEGAL,
                        "variable A contains \\\\0.*: leave that out",
                        () -> builder().environment("A", "a\0b")),
                of(
                        "process: prepareSpares(0)",
                        ILLEGAL,
                        "0 spares: .*1 to \\d+.*procession.spares raises",
                        () -> builder().prepareSpares(0)),
                of(
                        "process: classPath that is not there",
                        ILLEGAL,
                        "entry " + none + ", .*: build it first",
                        () -> builder().classPath(List.of(none)).build()),
                of(
                        "process: a target that captures a stream",
                        EncodingException.class,
                        "captured variable 1 .*ByteArrayInputStream is not Serializable",
                        () -> JvmProcess.builder().target(() -> stream.close()).start()));
    }

    private static List<Misuse> states() {
        return List.of(
                of(
                        "process: join before start",
                        TOO_EARLY,
                        "never started: call start\\(\\) before join",
                        () -> builder().build().join()),
                of(
                        "process: pid before start",
                        TOO_EARLY,
                        "never started: call start\\(\\) before pid",
                        () -> builder().build().pid()),
                of(
                        "process: kill before start",
                        TOO_EARLY,
                        "never started: call start\\(\\) before kill",
                        () -> builder().build().kill()),
                of(
                        "process: started twice",
                        TOO_EARLY,
                        "cannot be started: it was started .*; build another one",
                        () -> {
                            try (JvmProcess process = builder().start()) {
                                process.start();
                            }
                        }),
                of(
                        "process: input() without pipedInput()",
                        TOO_EARLY,
                        "cannot be written: call pipedInput\\(\\) on its builder",
                        () -> {
                            try (JvmProcess process = builder().start()) {
                                process.input();
                            }
                        }),
                of("process: join(null)", NullPointerException.class, "limit is null", () -> {
                    try (JvmProcess process = builder().start()) {
                        process.join(null);
                    }
                }));
    }

    private static List<Misuse> starts(Path empty) {
        Path none = empty.resolve("none");
        return List.of(
                started(
                        "process: javaHome that holds no Java",
                        LaunchException.class,
                        empty + "/bin/java: set javaHome to the folder of a JDK or JRE",
                        builder().javaHome(empty)),
                started(
                        "process: directory that is not there",
                        LaunchException.class,
                        none + " is not a folder: create it or name another",
                        builder().directory(none)),
                started(
                        "process: input from a file that is not there",
                        LaunchException.class,
                        none + " is not a file that can be read: create it",
                        builder().input(none)),
                refused(
                        "process: jvmOptions that the JVM does not know",
                        "\\[-XX:\\+NoSuchOption\\]",
                        builder().jvmOptions("-XX:+NoSuchOption")),
                refused(
                        "process: maxHeap(2^60)",
                        "the largest heap, 1152921504606846976 bytes",
                        builder().maxHeap(1L << 60)),
                refused(
                        "process: jvmOptions(-Xms900g, -Xmx900g)",
                        "lower what jvmOptions, which are \\[-Xms900g, -Xmx900g\\]",
                        builder().directory(empty).jvmOptions("-Xms900g", "-Xmx900g")));
    }

    private static Misuse started(
            String words, Class<? extends Throwable> type, String message, JvmProcessBuilder builder) {
        return of(words, type, message, () -> {
            try (JvmProcess process = builder.start()) {
                process.join(Duration.ofSeconds(30));
            }
        });
    }

    /** What the certificate says of a process that has ended before it ran anything. */
    private static Misuse refused(String words, String message, JvmProcessBuilder builder) {
        return of(words, Certified.class, message, () -> {
            try (JvmProcess process = builder.start()) {
                process.join(Duration.ofSeconds(30));
                throw new Certified(process.certificate().reason());
            }
        });
    }

    /** A process throws nothing here: its certificate says it. */
    private static final class Certified extends Exception {
        private static final long serialVersionUID = 1L;

        Certified(String reason) {
            super(reason);
        }
    }
}
