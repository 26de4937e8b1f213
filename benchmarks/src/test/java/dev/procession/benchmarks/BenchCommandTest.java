package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.benchmarks.figures.Figure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine main =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void anUnknownFigureIsRefusedInOneLine() {
        assertThat(main.execute("bench", "--only", "single,speed")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("procession bench: --only is speed, it must be of " + Figures.NAMES
                        + ". Try 'procession bench --help'.");
    }

    @Test
    void anUnknownTransportIsRefusedInOneLine() {
        assertThat(main.execute("bench", "--transports", "pigeon")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("procession bench: --transports is pigeon, it must be of pipe, socket, ring, mmap."
                        + " Try 'procession bench --help'.");
    }

    @Test
    void noRoundsAreRefusedInOneLine() {
        assertThat(main.execute("bench", "--rounds", "0")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("procession bench: --rounds is 0, it must be from 1 to 1000."
                        + " Try 'procession bench --help'.");
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedBeforeAnythingIsMeasured() {
        assertThat(main.execute("bench", "--json", "/no/such/folder/x")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "procession bench: --json is /no/such/folder/x, which cannot be written: name a file in a"
                                + " folder that can be. Try 'procession bench --help'.");
    }

    @Test
    void theHelpNamesAllFigures() {
        assertThat(Figures.all().stream().map(Figure::name).collect(Collectors.joining(", ")))
                .isEqualTo(Figures.NAMES);
    }

    @Test
    void fullAndQuickBudgetsStayWithinTenMinutesAndTwo() {
        assertThat(Figures.all().stream()
                        .mapToLong(figure -> figure.budget().full().toSeconds())
                        .sum())
                .isLessThanOrEqualTo(600);
        assertThat(Figures.all().stream()
                        .mapToLong(figure -> figure.budget().quick().toSeconds())
                        .sum())
                .isLessThanOrEqualTo(120);
    }
}
