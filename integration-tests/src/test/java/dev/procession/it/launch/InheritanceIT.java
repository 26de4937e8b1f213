package dev.procession.it.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.JvmProcess;
import dev.procession.core.ProcessContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a child takes over from the command line and the environment of a real parent, and what not. */
class InheritanceIT {
    /** A parent that starts one child which tells what it has inherited. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            try (JvmProcess process = JvmProcess.builder()
                    .name("teller")
                    .target(Parent::tell)
                    .output(line -> System.out.println(line.text()))
                    .start()) {
                process.join();
            }
        }

        private static void tell() {
            boolean assertions = false;
            assert assertions = true;
            System.out.println("direct=" + System.getProperty("direct"));
            System.out.println("variable=" + System.getProperty("variable"));
            System.out.println("last=" + System.getProperty("last"));
            System.out.println("assertions=" + assertions);
            System.out.println("collector=" + Runtime.getRuntime().maxMemory());
            System.out.println("variables=" + System.getenv("JAVA_TOOL_OPTIONS") + System.getenv("JDK_JAVA_OPTIONS"));
            System.out.println("environment=" + System.getenv("INHERITED"));
            System.out.println("child=" + ProcessContext.current().isChild());
        }
    }

    private static List<String> run(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Parent.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return lines;
    }

    @Test
    void propertiesAssertionsAndEnvironmentAreInheritedFromEverywhere() throws Exception {
        List<String> lines = run(
                Map.of(
                        "JAVA_TOOL_OPTIONS", "-Dvariable='with space' -Dlast=weak",
                        "JDK_JAVA_OPTIONS", "-Dlast=strong",
                        "INHERITED", "yes"),
                "-Ddirect=a \"quoted\" \\ value",
                "-ea",
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED");

        assertThat(lines)
                .contains(
                        "direct=a \"quoted\" \\ value",
                        "variable=with space",
                        "last=strong",
                        "assertions=true",
                        "variables=nullnull",
                        "environment=yes",
                        "child=true");
    }

    @Test
    void aDebuggerJmxPortHeapAndLogOfTheParentAreNot() throws Exception {
        List<String> lines = run(
                Map.of(
                        "JAVA_TOOL_OPTIONS",
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0"),
                "-Dcom.sun.management.jmxremote.port=0",
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false",
                "-Xmx3g",
                "-Xlog:gc=off");

        assertThat(lines.stream().filter(line -> line.startsWith("Listening for transport")))
                .as("only the parent listens for a debugger")
                .hasSize(1);
        assertThat(lines).contains("child=true").doesNotContain("collector=" + (3L << 30));
    }

    @Test
    void optionsFromAnArgumentFileAreInheritedToo(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        Path file = java.nio.file.Files.writeString(folder.resolve("options"), "-Ddirect=\"from a file\" -ea");

        assertThat(run(Map.of(), "@" + file)).contains("direct=from a file", "assertions=true");
    }
}
