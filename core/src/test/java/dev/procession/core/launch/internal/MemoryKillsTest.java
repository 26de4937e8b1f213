package dev.procession.core.launch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each kill that the kernel counts accounts for one child. */
class MemoryKillsTest {
    private OptionalLong counter = OptionalLong.of(5);
    private final MemoryKills kills = new MemoryKills(() -> counter);

    private void kernelKills(long times) {
        counter = OptionalLong.of(counter.orElseThrow() + times);
    }

    @Test
    void allThatDieInOneBurstAreToldOf() {
        MemoryKills.Claim first = kills.claim();
        MemoryKills.Claim second = kills.claim();
        MemoryKills.Claim third = kills.claim();
        kernelKills(2);

        assertThat(second.isGranted()).isTrue();
        assertThat(first.isGranted()).isTrue();
        assertThat(third.isGranted())
                .as("killed by somebody, with two kills for memory")
                .isFalse();
        assertThat(first.isGranted()).as("asked again").isTrue();
    }

    @Test
    void whatWasKilledBeforeAChildStartedIsNotThatChild() {
        MemoryKills.Claim before = kills.claim();
        kernelKills(1);
        MemoryKills.Claim after = kills.claim();

        assertThat(after.isGranted()).isFalse();
        assertThat(before.isGranted()).isTrue();
    }

    @Test
    void aYoungerChildLeavesTheOlderItsKill() {
        MemoryKills.Claim older = kills.claim();
        kernelKills(1);
        MemoryKills.Claim younger = kills.claim();
        kernelKills(1);

        assertThat(younger.isGranted()).isTrue();
        assertThat(older.isGranted()).isTrue();
    }

    @Test
    void anOlderChildLeavesTheYoungerItsKill() {
        MemoryKills.Claim older = kills.claim();
        kernelKills(1);
        MemoryKills.Claim younger = kills.claim();
        kernelKills(1);

        assertThat(older.isGranted()).isTrue();
        assertThat(younger.isGranted()).isTrue();
    }

    @Test
    void aCounterThatIsNotReadIsNobodysKill() {
        counter = OptionalLong.empty();
        MemoryKills.Claim untold = kills.claim();
        assertThat(untold.isGranted()).isFalse();

        counter = OptionalLong.of(7);
        assertThat(untold.isGranted()).as("only now is there a counter").isFalse();
        MemoryKills.Claim told = kills.claim();
        counter = OptionalLong.of(0);
        assertThat(told.isGranted()).as("the counter of another group").isFalse();
    }

    @Test
    void aCounterThatLeapsIsBorneWithAndTheLastKillsCount() {
        MemoryKills.Claim child = kills.claim();
        counter = OptionalLong.of(Long.MAX_VALUE - 1);

        assertThat(child.isGranted()).isTrue();
        MemoryKills.Claim next = kills.claim();
        assertThat(next.isGranted()).isFalse();
        counter = OptionalLong.of(Long.MAX_VALUE);
        assertThat(next.isGranted()).isTrue();
    }
}
