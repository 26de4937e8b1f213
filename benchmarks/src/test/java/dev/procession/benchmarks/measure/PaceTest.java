package dev.procession.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final double NANOS_EACH = 1_000;

    private static Pace pace(int most) {
        return Pace.of(count -> Map.of(Pace.NANOS, count * NANOS_EACH), Duration.ofMillis(1), 10, most);
    }

    @Test
    void aSlotIsFilled() throws Exception {
        Pace pace = pace(1_000_000);
        pace.prepare();

        assertThat(pace.measure()).containsEntry(Pace.COUNT, 1_000.0);
    }

    @Test
    void noMoreIsDoneThanTheMost() throws Exception {
        Pace pace = pace(300);
        pace.prepare();

        assertThat(pace.measure()).containsEntry(Pace.COUNT, 300.0);
    }

    @Test
    void whatIsLongerThanASlotIsDoneOnce() throws Exception {
        Pace pace = Pace.of(count -> Map.of(Pace.NANOS, count * 1e9), Duration.ofMillis(1), 1, 100);
        pace.prepare();

        assertThat(pace.measure()).containsEntry(Pace.COUNT, 1.0);
    }
}
