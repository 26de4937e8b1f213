package dev.procession.core.launch.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.launch.ChildSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void whatDecidesTheMeaningOfCodeIsInherited() {
        List<String> taken = List.of(
                "-Da=b",
                "-ea",
                "-da:some.Class",
                "-esa",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-modules=java.sql",
                "--enable-preview",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Duser.language=de");

        assertThat(InheritedOptions.filter(taken)).isEqualTo(taken);
    }

    @Test
    void whatWouldHarmASecondJvmIsNot() {
        assertThat(InheritedOptions.filter(List.of(
                        "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                        "-Xrunjdwp:transport=dt_socket",
                        "-Xdebug",
                        "-javaagent:/some/agent.jar",
                        "-agentpath:/some/agent.so",
                        "-Dcom.sun.management.jmxremote.port=9999",
                        "-Xmx8g",
                        "-Xms8g",
                        "-XX:+UseG1GC",
                        "-XX:+HeapDumpOnOutOfMemoryError",
                        "-XX:HeapDumpPath=/dump",
                        "-XX:ErrorFile=/crash",
                        "-Xlog:gc:file=/log",
                        "-XX:StartFlightRecording")))
                .isEmpty();
    }

    @Test
    void variablesAreSplitAsTheJvmDoes() {
        assertThat(OptionString.split("  -Da=b\t-Dc='d e'  \"-Df=g h\" -Di=\"\" "))
                .containsExactly("-Da=b", "-Dc=d e", "-Df=g h", "-Di=");
        assertThat(OptionString.split(" ")).isEmpty();
    }

    @Test
    void thisJvmsOwnOptionsAreThoseThatItKnows() {
        List<String> known =
                java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments();

        assertThat(InheritedOptions.filter(OwnOptions.read())).isEqualTo(InheritedOptions.filter(known));
    }

    private static List<String> options(String forAll, String... own) {
        String before = System.getProperty(ChildSpec.JVM_OPTIONS_PROPERTY);
        System.setProperty(ChildSpec.JVM_OPTIONS_PROPERTY, forAll);
        try {
            ChildSpec spec = ChildSpec.builder("child", "a.Program")
                    .jvmOptions(List.of(own))
                    .build();
            return new String(ChildCommand.arguments(spec), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replace("\"", ""))
                    .toList();
        } finally {
            if (before == null) {
                System.clearProperty(ChildSpec.JVM_OPTIONS_PROPERTY);
            } else {
                System.setProperty(ChildSpec.JVM_OPTIONS_PROPERTY, before);
            }
        }
    }

    @Test
    void thePropertysOptionsAreWeakerThanTheChildsOwn() {
        assertThat(options("-Xss2m '-Dx=a b'", "-Dx=c")).containsSubsequence("-Xss2m", "-Dx=a b", "-Dx=c", "-cp");
    }

    @Test
    void aCollectorOfThePropertyIsTheOnlyOne() {
        assertThat(options("-XX:+UseParallelGC")).contains("-XX:+UseParallelGC").doesNotContain("-XX:+UseSerialGC");
        assertThat(options("")).contains("-XX:+UseSerialGC");
    }

    @Test
    void anOptionWithWhichJavaRunsNoProgramIsRefused() {
        for (String option : List.of("-version", "--help", "-X", "--list-modules", "--describe-module=java.base")) {
            assertThatThrownBy(() -> options("", option))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("jvmOptions has " + option
                            + ", with which Java prints or checks something and runs no program: leave it out");
            assertThatThrownBy(() -> options("-ea " + option))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the system property procession.jvmOptions has " + option);
        }
        assertThat(options("-showversion", "-Xlog:disable", "--add-modules", "java.se"))
                .containsSubsequence("-showversion", "-Xlog:disable", "--add-modules", "java.se");
    }

    @Test
    void anArgumentFileIsRefusedSinceJavaWouldTakeItForTheMainClass() {
        assertThatThrownBy(() -> options("", "@/tmp/options"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("jvmOptions has @/tmp/options", "-XX:VMOptionsFile=/tmp/options");
    }
}
