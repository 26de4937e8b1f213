package dev.procession.it.misuse;

import static dev.procession.it.misuse.Misuse.of;
import static dev.procession.it.misuse.Misuse.ofNull;

import dev.procession.core.RemoteRunnable;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.LaunchException;
import dev.procession.core.error.TransportException;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What can be wrong with a pool before it has a worker. */
@SuppressWarnings("NullAway") // what callers without a checker may pass
final class PoolMisuses {
    private static final Class<IllegalArgumentException> ILLEGAL = IllegalArgumentException.class;
    private static final String SPAN = "more than zero and at most 365 days";

    private PoolMisuses() {}

    private static PoolBuilder builder() {
        return ProcessPool.builder();
    }

    private static void build(PoolBuilder builder) {
        builder.build().close();
    }

    static Stream<Misuse> all(Path empty) {
        return Stream.of(numbers(), spans(), nulls(), options(), places(empty)).flatMap(List::stream);
    }

    private static List<Misuse> numbers() {
        return List.of(
                of(
                        "processes(0)",
                        ILLEGAL,
                        "processes is 0, .* between 1 and 1024",
                        () -> builder().processes(0)),
                of(
                        "processes(-1)",
                        ILLEGAL,
                        "processes is -1, .* between 1 and 1024",
                        () -> builder().processes(-1)),
                of(
                        "processes(1025)",
                        ILLEGAL,
                        "processes is 1025, .* between 1 and 1024",
                        () -> builder().processes(1025)),
                of(
                        "processes(-1, 2)",
                        ILLEGAL,
                        "-1, they must lie between 0 and the most, .* 2",
                        () -> builder().processes(-1, 2)),
                of(
                        "processes(3, 2)",
                        ILLEGAL,
                        "3, they must lie between 0 and the most, .* 2",
                        () -> builder().processes(3, 2)),
                of(
                        "processes(0, 0)",
                        ILLEGAL,
                        "processes is 0, .* between 1 and 1024",
                        () -> builder().processes(0, 0)),
                of(
                        "spares(-1)",
                        ILLEGAL,
                        "spares is -1, .* between 0 and 1024",
                        () -> builder().spares(-1)),
                of(
                        "spares(2000)",
                        ILLEGAL,
                        "spares is 2000, .* between 0 and 1024",
                        () -> builder().spares(2000)),
                of(
                        "maxTasksPerChild(0)",
                        ILLEGAL,
                        "maxTasksPerChild is 0, the least is 1",
                        () -> builder().maxTasksPerChild(0)),
                of(
                        "recycleAbove(0)",
                        ILLEGAL,
                        "recycleAbove is 0 bytes, the least is 1",
                        () -> builder().recycleAbove(0)),
                of(
                        "maxFrameBytes(10)",
                        ILLEGAL,
                        "maxFrameBytes is 10, the least is 1024",
                        () -> builder().maxFrameBytes(10)),
                of(
                        "maxHeapBytes(1024)",
                        ILLEGAL,
                        "1024 bytes.* 2097152 \\(2 MiB\\): give it more, or 0",
                        () -> builder().maxHeapBytes(1024)),
                of(
                        "maxHeapBytes(-1)",
                        ILLEGAL,
                        "-1 bytes.* 2097152 \\(2 MiB\\): give it more, or 0",
                        () -> builder().maxHeapBytes(-1)));
    }

    private static List<Misuse> spans() {
        Duration negative = Duration.ofSeconds(-1);
        Duration century = Duration.ofDays(36_500);
        return List.of(
                of(
                        "idleTimeout(0 s)",
                        ILLEGAL,
                        "idleTimeout is PT0S, .* " + SPAN,
                        () -> builder().idleTimeout(Duration.ZERO)),
                of(
                        "idleTimeout(a century)",
                        ILLEGAL,
                        "idleTimeout is PT876000H, .* " + SPAN,
                        () -> builder().idleTimeout(century)),
                of(
                        "startTimeout(-1 s)",
                        ILLEGAL,
                        "startTimeout is PT-1S, .* " + SPAN,
                        () -> builder().startTimeout(negative)),
                of(
                        "closeTimeout(-1 s)",
                        ILLEGAL,
                        "closeTimeout is PT-1S, it cannot be negative",
                        () -> builder().closeTimeout(negative)),
                of(
                        "finalizerTimeout(0 s)",
                        ILLEGAL,
                        "finalizerTimeout is PT0S, .* " + SPAN,
                        () -> builder().finalizerTimeout(Duration.ZERO)),
                of(
                        "cancelGrace(-1 s)",
                        ILLEGAL,
                        "cancelGrace is PT-1S, .* between zero and 365 days",
                        () -> builder().cancelGrace(negative)),
                of(
                        "killGrace(a century)",
                        ILLEGAL,
                        "killGrace is PT876000H, .* between zero and 365 days",
                        () -> builder().killGrace(century)));
    }

    private static List<Misuse> nulls() {
        return List.of(
                ofNull("transport(null)", "transport", () -> builder().transport((String) null)),
                ofNull("idleTimeout(null)", "idleTimeout", () -> builder().idleTimeout(null)),
                ofNull("jvmOptions(null)", "jvmOptions", () -> builder().jvmOptions((String[]) null)),
                ofNull(
                        "jvmOptions(a, null)",
                        "an element of jvmOptions",
                        () -> builder().jvmOptions("-ea", null)),
                ofNull(
                        "environment(A, null)",
                        "the value of the variable A",
                        () -> builder().environment("A", null)),
                ofNull("directory(null)", "directory", () -> builder().directory(null)),
                ofNull("javaHome(null)", "javaHome", () -> builder().javaHome(null)),
                ofNull("classPath(null)", "classPath", () -> builder().classPath(null)),
                ofNull("output(null)", "output", () -> builder().output(null)),
                ofNull("onLog(null)", "the log listener", () -> builder().onLog(null)),
                ofNull("logLevel(null)", "the log level", () -> builder().logLevel(null)),
                ofNull("debug(null)", "debug", () -> builder().debug(null)),
                ofNull(
                        "allowResults(null)",
                        "the pattern of allowResults",
                        () -> builder().allowResults(null)),
                ofNull("initializer(null)", "the initializer", () -> builder().initializer((RemoteRunnable) null)),
                ofNull("finalizer(null)", "the finalizer", () -> builder().finalizer((RemoteRunnable) null)));
    }

    private static List<Misuse> options() {
        ByteArrayInputStream stream = new ByteArrayInputStream(new byte[0]);
        return List.of(
                of(
                        "transport(carrier-pigeon)",
                        TransportException.class,
                        "\"carrier-pigeon\"; present: .*pipe.*; name one that is present, or put the jar",
                        () -> build(builder().transport("carrier-pigeon"))),
                of(
                        "jvmOptions(-cp x)",
                        ILLEGAL,
                        "jvmOptions has -cp, .*: call classPath\\(\\.\\.\\.\\)",
                        () -> builder().jvmOptions("-cp", "x")),
                of(
                        "jvmOptions(-jar)",
                        ILLEGAL,
                        "jvmOptions has -jar, .*: leave it out",
                        () -> builder().jvmOptions("-jar", "x.jar")),
                of(
                        "jvmOptions(-version)",
                        ILLEGAL,
                        "jvmOptions has -version, .*: leave it out",
                        () -> builder().jvmOptions("-version")),
                of(
                        "jvmOptions(@file)",
                        ILLEGAL,
                        "jvmOptions has @file, .*: give the options themselves",
                        () -> builder().jvmOptions("@file")),
                of(
                        "jvmOptions(no option)",
                        ILLEGAL,
                        "'Xmx1g', which is no option: .* begin with -",
                        () -> builder().jvmOptions("Xmx1g")),
                of(
                        "environment(A=B)",
                        ILLEGAL,
                        "\"A=B\"; it must not .* contain =",
                        () -> builder().environment("A=B", "c")),
                of(
                        "logLevel(a name with a space)",
                        ILLEGAL,
                        "1 to \\d+ characters, none of them a space.*'a b'\\. Set the level",
                        () -> builder().logLevel("a b", System.Logger.Level.INFO)),
                of(
                        "allowResults(com.*)",
                        ILLEGAL,
                        "\"com\\.\\*\" is neither .*: write it as com.example.Order, or",
                        () -> builder().allowResults("com.*")),
                of(
                        "allowResults(empty)",
                        ILLEGAL,
                        "\"\" is neither .*: write it as com.example.Order, or",
                        () -> builder().allowResults("")),
                of(
                        "an initializer that captures a stream",
                        EncodingException.class,
                        "initializer cannot be sent.*captured variable 1 of the lambda.*ByteArrayInputStream",
                        () -> build(builder().initializer(() -> stream.read()))));
    }

    private static List<Misuse> places(Path empty) {
        Path none = empty.resolve("none");
        return List.of(
                of(
                        "javaHome that holds no Java",
                        ILLEGAL,
                        "javaHome is " + empty + ", .*: name the folder of a JDK or JRE",
                        () -> build(builder().javaHome(empty))),
                of(
                        "directory that is not there",
                        ILLEGAL,
                        "directory is " + none + ", .*: make it first, or name one",
                        () -> build(builder().directory(none))),
                of(
                        "classPath that is not there",
                        ILLEGAL,
                        "entry " + none + ", .*: build it first, or correct the path",
                        () -> build(builder().classPath(List.of(none)))));
    }

    /** Those of which a JVM has to be asked. */
    static List<Misuse> starts(String transport, Path empty) {
        return List.of(
                start(
                        "jvmOptions that the JVM does not know",
                        "correct ProcessPool.builder\\(\\).jvmOptions\\(\\.\\.\\.\\), which are \\[-XX:\\+NoSuchOption\\].*Unrecognized",
                        quiet(transport).jvmOptions("-XX:+NoSuchOption")),
                start(
                        "maxHeapBytes(2^60)",
                        "maxHeapBytes\\(1152921504606846976\\), is too large for this machine: lower",
                        quiet(transport).maxHeapBytes(1L << 60)),
                start(
                        "jvmOptions(-Xmx1m)",
                        "\\[-Xmx1m\\].* is too small for its JVM: raise ProcessPool.builder\\(\\).maxHeapBytes",
                        quiet(transport).jvmOptions("-Xmx1m")),
                start(
                        "jvmOptions(-Xms900g)",
                        "\\[-Xms900g\\].*: lower -Xms in ProcessPool.builder\\(\\).jvmOptions",
                        quiet(transport).jvmOptions("-Xms900g")),
                start(
                        "jvmOptions(-Xms900g, -Xmx900g)",
                        "lower what jvmOptions, which are \\[-Xms900g, -Xmx900g\\], say of memory",
                        quiet(transport).directory(empty).jvmOptions("-Xms900g", "-Xmx900g")),
                start(
                        "jvmOptions(-Xss1k)",
                        "correct ProcessPool.builder\\(\\).jvmOptions\\(\\.\\.\\.\\), which are \\[-Xss1k\\].* too small",
                        quiet(transport).jvmOptions("-Xss1k")),
                start(
                        "jvmOptions(-javaagent: a folder)",
                        "correct ProcessPool.builder\\(\\).jvmOptions\\(\\.\\.\\.\\), which are \\[-javaagent:" + empty,
                        quiet(transport).jvmOptions("-javaagent:" + empty)),
                start(
                                "an initializer that throws",
                                "no worker could be started, 3 attempts .* initializer .*PoolMisuses.* failed: java.lang.IllegalStateException: no licence",
                                quiet(transport).initializer(PoolMisuses::fail))
                        .within(Duration.ofSeconds(10)));
    }

    private static PoolBuilder quiet(String transport) {
        return builder().processes(1).transport(transport).output(line -> {});
    }

    private static void fail() {
        throw new IllegalStateException("no licence");
    }

    private static Misuse start(String words, String message, PoolBuilder builder) {
        return of(words, LaunchException.class, message, () -> {
            try (ProcessPool pool = builder.build()) {
                pool.apply(() -> 1);
            }
        });
    }
}
