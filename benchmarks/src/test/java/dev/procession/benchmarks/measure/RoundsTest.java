package dev.procession.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<String> asked = new ArrayList<>();
    private final Comparison comparison = new Comparison("rate", "one", "other", Target.atLeast(2));

    private Entrant recorded(String name, double value) {
        return Entrant.of(name, () -> () -> {
            asked.add(name);
            return Map.of("rate", value);
        });
    }

    private Contest contest(Entrant... entrants) {
        return new Contest("", List.of(Metric.rate("rate", "1/s")), List.of(entrants), List.of(comparison));
    }

    @Test
    void entrantsTakeTurnsAndTheOrderIsReversedFromRoundToRound() throws Exception {
        new Rounds(3, LONG, LONG).run(contest(recorded("one", 1), recorded("other", 1)), round -> {});

        assertThat(asked).containsExactly("one", "other", "other", "one", "one", "other");
    }

    @Test
    void whoFailsIsOutWithTheReasonAndTheOthersGoOn() throws Exception {
        Entrant failing = Entrant.of("one", () -> () -> {
            throw new IllegalStateException("no more");
        });
        Samples samples = new Rounds(2, LONG, LONG).run(contest(failing, recorded("other", 1)), round -> {});

        assertThat(samples.absence("one")).hasValue("IllegalStateException: no more");
        assertThat(samples.of("other")).hasSize(2);
        assertThat(samples.compare(comparison)).isEmpty();
    }

    @Test
    void whoTakesTooLongIsOut() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Entrant stuck = Entrant.of("one", () -> () -> {
            never.await();
            return Map.of();
        });
        Samples samples =
                new Rounds(2, Duration.ofMillis(20), LONG).run(contest(stuck, recorded("other", 1)), round -> {});

        assertThat(samples.absence("one")).hasValue("no end within 0 s");
        assertThat(samples.of("other")).hasSize(2);
    }

    @Test
    void whoIsAbsentFromTheBeginningIsNotAsked() throws Exception {
        Entrant absent = Entrant.of("one", () -> {
            throw new AbsentException("not installed");
        });
        Samples samples = new Rounds(1, LONG, LONG).run(contest(absent, recorded("other", 1)), round -> {});

        assertThat(samples.absence("one")).hasValue("not installed");
        assertThat(samples.of("one")).isEmpty();
    }

    @Test
    void noFurtherRoundBeginsWhenTimeIsUp() throws Exception {
        Samples samples = new Rounds(5, LONG, Duration.ZERO).run(contest(recorded("one", 1)), round -> {});

        assertThat(samples.rounds()).isEqualTo(1);
    }

    @Test
    void ratiosAreOfValuesOfTheSameRound() throws Exception {
        List<Double> rising = new ArrayList<>(List.of(10.0, 20.0, 60.0));
        Entrant one = Entrant.of("one", () -> () -> Map.of("rate", rising.remove(0)));
        Samples samples = new Rounds(3, LONG, LONG).run(contest(one, recorded("other", 10)), round -> {});

        assertThat(samples.compare(comparison)).hasValue(new Spread(2, 1, 6));
    }
}
