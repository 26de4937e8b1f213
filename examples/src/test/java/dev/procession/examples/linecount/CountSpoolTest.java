package dev.procession.examples.linecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CountSpoolTest {
    @Test
    void givesBackMoreThanMemoryHolds() throws Exception {
        RawName name = RawName.ofArgument("x".repeat(100));
        long entries = 200_000;
        AtomicLong replayed = new AtomicLong();
        try (CountSpool spool = new CountSpool()) {
            for (long i = 0; i < entries; i++) {
                spool.add(i, name);
            }
            spool.replay((count, each) -> {
                assertThat(count).isEqualTo(replayed.getAndIncrement());
                assertThat(each).isEqualTo(name);
            });
        }
        assertThat(replayed).hasValue(entries);
    }
}
