package dev.procession.it.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.TransportException;
import dev.procession.examples.Main;
import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerLostException;
import dev.procession.testkit.LeakGuard;
import dev.procession.transport.mmap.MmapTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A journal is kept on demand, and printed by the program. */
@ExtendWith(LeakGuard.class)
class JournalIT {
    private static final String OWN = JournalIT.class.getName();

    @TempDir
    Path folder;

    private ProcessPool pool(Path journal) {
        return ProcessPool.builder()
                .processes(1)
                .transport(new MmapTransport().keepJournal(journal))
                .output(line -> {})
                .build();
    }

    private static int halved(int number) {
        if (number % 2 != 0) {
            throw new IllegalArgumentException(number + " is odd");
        }
        return number / 2;
    }

    /** What the program prints, without what some JVMs say of Chronicle's ways. */
    private static List<String> printed(Path journal) throws Exception {
        JavaProgram program = JavaProgram.run(
                JavaProgram.command(
                        List.of(), JavaProgram.classPath(), Main.class.getName(), "journal", journal.toString()),
                Duration.ofSeconds(60));
        assertThat(program.exitCode()).as(program.output()).isZero();
        return program.output()
                .lines()
                .filter(line -> !line.startsWith("WARNING: "))
                .toList();
    }

    @Test
    void whatWasSentAndAnsweredIsPrinted() throws Exception {
        try (ProcessPool pool = pool(folder)) {
            assertThat(pool.apply(JournalIT::halved, 8)).isEqualTo(4);
            assertThatThrownBy(() -> pool.apply(JournalIT::halved, 7)).isInstanceOf(ExecutionException.class);
            byte[] large = new byte[9 << 20]; // more than two queues hold
            assertThat(pool.apply((byte[] bytes) -> bytes, large)).isEqualTo(large);
        }
        assertThat(printed(folder))
                .filteredOn(line -> !line.startsWith("#"))
                .containsExactly(
                        "1 " + OWN + "::halved (8) -> 4",
                        "2 " + OWN + "::halved (7) threw java.lang.IllegalArgumentException: 7 is odd",
                        "3 lambda in " + OWN
                                + ".whatWasSentAndAnsweredIsPrinted ([0, 0, 0, 0, 0, 0, 0, 0, ... 9437184 in all])"
                                + " -> [0, 0, 0, 0, 0, 0, 0, 0, ... 9437184 in all]");
    }

    @Test
    void theTaskThatKilledItsWorkerHasNoAnswerAndTheNextWorkerAJournalOfItsOwn() throws Exception {
        try (ProcessPool pool = pool(folder)) {
            assertThatThrownBy(() -> pool.apply(
                            (Integer code) -> {
                                Runtime.getRuntime().halt(code);
                                return 0;
                            },
                            9))
                    .hasCauseInstanceOf(WorkerLostException.class);
            assertThat(pool.apply(JournalIT::halved, 2)).isEqualTo(1);
        }
        List<String> lines = printed(folder);
        assertThat(lines).filteredOn(line -> line.startsWith("#")).hasSize(2);
        assertThat(lines)
                .filteredOn(line -> !line.startsWith("#"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("1 lambda in " + OWN + ".")
                                .endsWith(" (9) has no answer"),
                        line -> assertThat(line).isEqualTo("1 " + OWN + "::halved (2) -> 1"));
    }

    @Test
    void aJournalIsPrivateAndGoesOnWhileItIsRead() throws Exception {
        try (ProcessPool pool = pool(folder)) {
            pool.apply(JournalIT::halved, 2);
            assertThat(printed(folder)).contains("1 " + OWN + "::halved (2) -> 1");
            pool.apply(JournalIT::halved, 4);
            assertThat(printed(folder)).contains("2 " + OWN + "::halved (4) -> 2");
        }
        try (var channels = Files.list(folder)) {
            assertThat(channels)
                    .allSatisfy(
                            channel -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(channel)))
                                    .isEqualTo("rwx------"));
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamedAtOnce() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> pool(missing).close())
                .isInstanceOf(TransportException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("procession.mmap.journal");
    }
}
