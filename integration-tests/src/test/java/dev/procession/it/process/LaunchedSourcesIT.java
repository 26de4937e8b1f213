package dev.procession.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs whose classes stand in no file: what their children and workers lack, they ask for. */
class LaunchedSourcesIT {
    private static final Duration LIMIT = Duration.ofSeconds(100);
    private static final int SEVERAL_FILES = 22;
    private static final int COMPACT_FILES = 25;

    private static Path source(String name) throws Exception {
        return Path.of(LaunchedSourcesIT.class.getResource("/launched/" + name).toURI());
    }

    record Launched(String source, List<String> lines) {}

    /** What this Java can launch. */
    static Stream<Launched> sources() {
        List<Launched> sources = new ArrayList<>(List.of(new Launched(
                "Single.java",
                List.of(
                        "target Point[x=1, y=2] 42",
                        "SPAWN exit code 0",
                        "target Point[x=1, y=2] 42",
                        "WARM exit code 0",
                        "grandchild 8",
                        "pool [Point[x=1, y=2], Point[x=2, y=4]]",
                        "shared 7"))));
        if (Runtime.version().feature() >= SEVERAL_FILES) {
            sources.add(new Launched("several/Main.java", List.of("work 25 late", "pool [1, 4, 9]")));
        }
        if (Runtime.version().feature() >= COMPACT_FILES) {
            sources.add(new Launched(
                    "Compact.java",
                    List.of(
                            "compact 8",
                            "pool [1, 8, 27]",
                            "Cannot encode the lambda in Compact.main: it captures `this` (Compact) because it uses a"
                                    + " field or method of it; make that field or method static, copy what it needs into"
                                    + " a local variable first or move it to a class that is Serializable")));
        }
        return sources.stream();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aLaunchedSourceFileCanUseProcessesAndPools(Launched launched) throws Exception {
        JavaProgram program = JavaProgram.run(
                JavaProgram.command(
                        List.of("-Dprocession.archive=off"),
                        JavaProgram.classPath(),
                        source(launched.source()).toString()),
                LIMIT);

        assertThat(program.output().lines()).containsExactlyElementsOf(launched.lines());
        assertThat(program.exitCode()).isZero();
    }

    /** JShell takes no entry that is not there. */
    private static String existing(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void aJShellSessionCanUseProcessesAndPools() throws Exception {
        JavaProgram session = JavaProgram.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jshell")
                                .toString(),
                        "--class-path",
                        existing(JavaProgram.classPath()),
                        "-R-Dprocession.archive=off",
                        source("session.jsh").toString()),
                LIMIT);

        assertThat(session.output())
                .contains("snippet 12")
                .contains("pool [Price[cents=6], Price[cents=7]]")
                .contains("redefined since: build the pool anew")
                .containsPattern(
                        "refused REPL\\S+ \\(it holds the JShell variable variable, whose value stays in JShell: pass it"
                                + " as an argument\\)");
    }
}
