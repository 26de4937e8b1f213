package dev.procession.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.examples.Main;
import dev.procession.it.JavaProgram;
import dev.procession.it.pool.Installed;
import dev.procession.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A short soak over all transports at once. {@code -Dprocession.test.soakSeconds=600} for a drill. */
@ExtendWith(LeakGuard.class)
class SoakIT {
    private static final int SECONDS = Integer.getInteger("procession.test.soakSeconds", 10);

    private static final long SEED = Long.getLong("procession.test.seed", 7);

    /** For the rehearsal, calls that hang, and the end. */
    private static final int MORE_SECONDS = 270;

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void allComesOutRightAndNothingGrows() throws Exception {
        JavaProgram soak = JavaProgram.run(
                JavaProgram.command(
                        List.of(),
                        JavaProgram.classPath(),
                        Main.class.getName(),
                        "soak",
                        "--minutes",
                        Double.toString(SECONDS / 60.0),
                        "--seed",
                        Long.toString(SEED),
                        "--transport",
                        Installed.transports().collect(Collectors.joining(","))),
                Duration.ofSeconds(SECONDS + MORE_SECONDS));

        System.out.println(soak.output());
        assertThat(soak.exitCode()).as(soak.output()).isZero();
        assertThat(soak.output()).contains("flat and right").contains("applyAsync");
    }
}
