package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine main =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void unknownCaseStudyIsNamedInOneLineAndExitsWith2() {
        assertThat(main.execute("no-such-thing")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("procession: There is no case study 'no-such-thing'. Try 'procession --help'.");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void unknownOptionIsNamedInOneLineAndExitsWith2() {
        assertThat(main.execute("--no-such-option")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("procession: Unknown option: '--no-such-option'. Try 'procession --help'.");
    }

    @Test
    void noCaseStudyAtAllExitsWith2() {
        assertThat(main.execute()).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("procession: Name a case study. Try 'procession --help'.");
    }

    @Test
    void helpGoesToTheOutputAndExitsWith0() {
        assertThat(main.execute("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: procession");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void versionIsOneLineAndExitsWith0() {
        assertThat(main.execute("--version")).isZero();
        assertThat(out.toString().lines()).singleElement().asString().startsWith("procession ");
    }

    @Test
    void aCaseStudyHasTheSameVersion() {
        assertThat(main.execute("linecount", "--version")).isZero();
        assertThat(out.toString().lines()).singleElement().asString().startsWith("procession ");
    }

    @Test
    void theHelpOfACaseStudyNamesAllExitCodes() {
        assertThat(main.execute("linecount", "--help")).isZero();
        assertThat(out.toString()).contains("0 all counted", "1 a file", "2 the command line", "130 interrupted");
    }

    @Test
    void aSoakOverATransportThatIsNotThereIsRefusedInOneLine() {
        assertThat(main.execute("soak", "--transport", "pipe,pigeon")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("procession soak: --transport is pigeon, it must be of mmap, pipe, ring, socket."
                        + " Try 'procession soak --help'.");
    }

    @Test
    void aSoakOfNoLengthIsRefusedInOneLine() {
        assertThat(main.execute("soak", "--minutes", "0")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("procession soak: --minutes is 0.0, it must be more than 0 and at most 43200."
                        + " Try 'procession soak --help'.");
    }

    @Test
    void aSoakWhoseReportCannotBeWrittenIsRefusedBeforeItBegins() {
        assertThat(main.execute("soak", "--json", "/no/such/folder/x")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "procession soak: --json is /no/such/folder/x, which cannot be written: name a file in a"
                                + " folder that can be. Try 'procession soak --help'.");
    }

    @Test
    void failureOfACaseStudyIsOneLineAndExitsWith1() {
        CommandLine withFailing =
                Main.commandLine().addSubcommand(new Failing()).setErr(new PrintWriter(err, true));
        assertThat(withFailing.execute("failing", "first\nsecond")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("procession failing: first second");
    }

    @Command(name = "failing")
    static final class Failing implements Runnable {
        @Parameters
        private String message = "";

        @Override
        public void run() {
            throw new IllegalStateException(message);
        }
    }
}
