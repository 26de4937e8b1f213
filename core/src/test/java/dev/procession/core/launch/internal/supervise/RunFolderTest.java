package dev.procession.core.launch.internal.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunFolderTest {
    private final RunId self = RunId.own();

    @Test
    void anIdSurvivesItsText() {
        assertThat(RunId.parse(self.text())).hasValue(self);
        assertThat(RunId.parse("1-2")).isEmpty();
        assertThat(RunId.parse("1-2-x")).isEmpty();
        assertThat(RunId.parse("1-2-3-4")).isEmpty();
    }

    @Test
    void aRunHasEndedWhenItsPidIsGoneOrAnothers() {
        assertThat(self.hasEnded(self)).isFalse();
        assertThat(new RunId(self.namespace(), self.pid(), "1").hasEnded(self)).isTrue();
        assertThat(new RunId(self.namespace(), 99_999_999, "1").hasEnded(self)).isTrue();
        assertThat(new RunId("77", 99_999_999, "1").hasEnded(self)).isFalse();
    }

    @Test
    void theSweepRemovesWhatAnEndedRunLeftAndNothingElse() throws Exception {
        // In a process namespace of its own: other runs on this machine, tests too, sweep theirs whenever they start.
        RunId sweeper = new RunId(Long.toString(System.nanoTime()), self.pid(), self.start());
        RunId ended = new RunId(sweeper.namespace(), 99_999_999, "1");
        RunId elsewhere = new RunId("77", 99_999_999, Long.toString(System.nanoTime()));
        Path stale = RunFolder.create(ended);
        Path foreign = RunFolder.create(elsewhere);
        RunFolder.write(stale.resolve("1.args"), new byte[] {1});
        ProcessBuilder orphan = new ProcessBuilder("sleep", "1000");
        orphan.environment().put("PROCESSION_COOKIE", "9-9-9.1;" + Run.cookieStart(ended) + "3;");
        Process left = orphan.start();
        Process innocent = new ProcessBuilder("sleep", "1000").start();
        try {
            Sweep.run(sweeper);

            assertThat(stale).doesNotExist();
            assertThat(foreign).exists();
            assertThat(left.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            left.destroyForcibly();
            innocent.destroyForcibly();
            RunFolder.delete(foreign);
        }
    }

    @Test
    void deletingNeverFollowsALink() throws Exception {
        Path outside = Files.createTempDirectory("outside");
        Path kept = Files.createFile(outside.resolve("kept"));
        Path folder = Files.createTempDirectory("folder");
        Files.createSymbolicLink(folder.resolve("link"), outside);

        RunFolder.delete(folder);

        assertThat(folder).doesNotExist();
        assertThat(kept).exists();
        RunFolder.delete(outside);
    }
}
