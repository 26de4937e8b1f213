package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.launch.LocalLauncher;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkplaceTest {
    @Test
    void theLedgersOfAPoolGoWithItWhileOthersAreOpen() {
        Workplace other = Workplace.processes(LocalLauncher.shared());
        try {
            Path kept = ledger(other, "other-worker-1");
            Workplace closed = Workplace.processes(LocalLauncher.shared());
            Path gone = ledger(closed, "closed-worker-1");
            assertThat(gone).exists();
            closed.close();
            assertThat(gone).doesNotExist();
            assertThat(kept).exists();
        } finally {
            other.close();
        }
    }

    private static Path ledger(Workplace place, String worker) {
        LedgerPlace ledger = place.ledger(worker);
        assertThat(ledger.fresh().entered()).isZero();
        return Path.of(ledger.address());
    }
}
