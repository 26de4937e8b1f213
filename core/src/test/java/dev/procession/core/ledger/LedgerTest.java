package dev.procession.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.LaunchException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LedgerTest {
    @TempDir
    Path folder;

    @Test
    void whatTheWorkerNotesCanBeReadThroughTheFile() {
        Path file = folder.resolve("ledger");
        Ledger parent = Ledger.create(file);
        Ledger worker = Ledger.open(file);
        worker.restart(0, 1);
        assertThat(worker.enter(1)).isTrue();
        worker.publish(0, new byte[] {7, 8, 9}, 2);
        assertThat(worker.enter(2)).isTrue();
        assertThat(parent.entered()).isEqualTo(2);
        long published = parent.published(0);
        assertThat(Ledger.count(published)).isEqualTo(1);
        assertThat(parent.copy(0, 0, Ledger.bytes(published))).containsExactly(7, 8);
        assertThat(parent.base(0)).isEqualTo(1);
    }

    @Test
    void theFileIsForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("ledger");
        Ledger.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatIsNoLedgerIsRefused() throws Exception {
        Path small = Files.writeString(folder.resolve("small"), "no ledger");
        assertThatThrownBy(() -> Ledger.open(small))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("small has 9 bytes");
        Path zeros = Files.write(folder.resolve("zeros"), new byte[LedgerLayout.FILE_BYTES]);
        assertThatThrownBy(() -> Ledger.open(zeros))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("zeros is not a ledger");
    }

    @Test
    void wordsThatAWorkerHasNotWrittenMakeNoSense() throws Exception {
        Path file = folder.resolve("ledger");
        Ledger ledger = Ledger.create(file);
        ledger.restart(0, 1);
        ledger.enter(1);
        ledger.publish(0, new byte[] {7}, 1);
        ledger.enter(2);
        ledger.recall(2);
        assertThatCode(() -> ledger.requireSense(2)).doesNotThrowAnyException();
        for (int seed = 0; seed < 1_000; seed++) {
            byte[] nonsense = new byte[Long.BYTES * 6];
            new Random(seed).nextBytes(nonsense);
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.write(ByteBuffer.wrap(nonsense), LedgerLayout.ENTERED_AT);
            }
            assertThatThrownBy(() -> ledger.requireSense(1_000_000))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("something has written over it");
        }
    }

    @Test
    void noMoreIsCopiedThanThereIs() {
        Ledger ledger = Ledger.inMemory();
        assertThat(ledger.copy(1, 0, Ledger.halfCapacity())).hasSize(Ledger.halfCapacity());
        assertThatThrownBy(() -> ledger.copy(1, 0, Integer.MAX_VALUE)).hasMessageContaining("2147483647 of 65536");
        assertThatThrownBy(() -> ledger.copy(1, -5, 3)).hasMessageContaining("byte -5");
    }

    @Test
    void aRecallTakesWhatWasNotEntered() {
        Ledger ledger = Ledger.inMemory();
        assertThat(ledger.enter(1)).isTrue();
        assertThat(ledger.recall(3)).isEqualTo(1);
        assertThat(ledger.entered()).isEqualTo(1);
        assertThat(ledger.enter(2)).isFalse();
        assertThat(ledger.enter(3)).isFalse();
        assertThat(ledger.enter(4)).isTrue();
        assertThat(ledger.entered()).isEqualTo(4);
    }

    @Test
    void aSecondRecallTakesNothingBeforeTheFirstWasHeeded() {
        Ledger ledger = Ledger.inMemory();
        ledger.enter(1);
        assertThat(ledger.recall(2)).isEqualTo(1);
        assertThat(ledger.recall(4)).isEqualTo(4);
        assertThat(ledger.enter(2)).isFalse();
        assertThat(ledger.recall(6)).isEqualTo(1);
        assertThat(ledger.enter(3)).isFalse();
        assertThat(ledger.enter(6)).isFalse();
        assertThat(ledger.enter(7)).isTrue();
    }

    @Test
    void aRecallAfterTheLastItemTakesNothing() {
        Ledger ledger = Ledger.inMemory();
        ledger.enter(1);
        assertThat(ledger.recall(1)).isEqualTo(1);
        assertThat(ledger.enter(2)).isTrue();
    }

    @Test
    void aResetForgetsARecall() {
        Path file = folder.resolve("ledger");
        Ledger parent = Ledger.create(file);
        Ledger.open(file).enter(1);
        parent.recall(9);
        parent.reset();
        assertThat(Ledger.open(file).enter(1)).isTrue();
    }

    /** A worker enters as fast as it can while its parent takes back at random: each item has one fate. */
    @Test
    void anItemIsEnteredOrTakenBackAndNeverBoth() throws Exception {
        int items = 2_000_000;
        Path file = folder.resolve("ledger");
        Ledger parent = Ledger.create(file);
        Ledger worker = Ledger.open(file);
        BitSet entered = new BitSet(items + 1);
        AtomicLong reached = new AtomicLong();
        Thread task = new Thread(() -> {
            for (int item = 1; item <= items; item++) {
                reached.setOpaque(item);
                if (worker.enter(item)) {
                    entered.set(item);
                }
            }
        });
        BitSet taken = new BitSet(items + 1);
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        int recalls = 0;
        int through = 0;
        task.start();
        while (task.isAlive()) {
            through = (int) Math.max(through, Math.min(items, reached.getOpaque() + random.nextInt(50)));
            long last = parent.recall(through);
            if (last < through) {
                taken.set((int) last + 1, through + 1);
            }
            recalls++;
        }
        task.join();
        assertThat(recalls).isPositive();
        assertThat(taken.intersects(entered)).isFalse();
        taken.or(entered);
        assertThat(taken.cardinality()).isEqualTo(items);
    }
}
