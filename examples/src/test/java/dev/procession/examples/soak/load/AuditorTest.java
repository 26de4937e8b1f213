package dev.procession.examples.soak.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AuditorTest {
    private final Auditor auditor = new Auditor(Duration.ofMinutes(1));
    private final Tally tally = new Tally();

    private void judge(CompletableFuture<Integer> future) {
        Expectation<Integer> expected =
                Expectation.value(1).or("threw", failure -> failure instanceof IllegalStateException);
        auditor.<Integer>expect("pipe", "call", tally).of(future, expected, () -> {});
    }

    @Test
    void theRightResultAndAnExpectedFailureAreCountedAndNotFound() {
        judge(CompletableFuture.completedFuture(1));
        judge(CompletableFuture.failedFuture(new IllegalStateException()));

        assertThat(auditor.findings()).isEmpty();
        assertThat(tally.counts()).isEqualTo(Map.of("call", Map.of("right", 1L, "threw", 1L)));
    }

    @Test
    void anotherResultIsFound() {
        judge(CompletableFuture.completedFuture(2));

        assertThat(auditor.findings()).singleElement().asString().endsWith("pipe, call: came to the result 2");
        assertThat(tally.counts()).isEqualTo(Map.of("call", Map.of("WRONG", 1L)));
    }

    @Test
    void anotherFailureIsFoundWithItsPlace() {
        judge(CompletableFuture.supplyAsync(
                () -> {
                    throw new IllegalArgumentException("odd");
                },
                Runnable::run));

        assertThat(auditor.findings())
                .singleElement()
                .asString()
                .contains("came to java.lang.IllegalArgumentException: odd", "AuditorTest");
    }

    @Test
    void aCallThatHangsIsFoundOnceWithWhatAllThreadsDid() throws Exception {
        Auditor impatient = new Auditor(Duration.ZERO);
        impatient.<Integer>expect("pipe", "call", tally).of(new CompletableFuture<>(), Expectation.value(1), () -> {});

        assertThat(impatient.hangs(() -> "what the pools say")).isTrue();
        assertThat(impatient.hangs(() -> "what the pools say")).isTrue();
        String found = impatient.findings().get(0);
        assertThat(impatient.findings()).hasSize(1);
        assertThat(found).contains("1 calls hang, the first: pipe, call");
        Path dump = Path.of(found.substring(found.lastIndexOf(' ') + 1));
        assertThat(dump).content().contains("what the pools say", "AuditorTest.aCallThatHangs");
        Files.delete(dump);
    }
}
