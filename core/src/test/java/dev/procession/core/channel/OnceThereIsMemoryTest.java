package dev.procession.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceThereIsMemoryTest {
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void aStepThatFindsNoMemoryIsTriedAgain() {
        String answer = OnceThereIsMemory.get(() -> {
            if (tries.incrementAndGet() < 3) {
                throw new OutOfMemoryError("pretended");
            }
            return "done";
        });

        assertThat(answer).isEqualTo("done");
        assertThat(tries).hasValue(3);
    }

    @Test
    void anotherErrorIsTheCallers() {
        assertThatThrownBy(() -> OnceThereIsMemory.get(() -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("of the step");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(tries).hasValue(1);
    }
}
