package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TaskOptionsTest {
    @Test
    void optionsAreEqualByValueAndTellThem() {
        TaskOptions options = TaskOptions.attempts(3)
                .withChunkSize(7)
                .withTimeout(Duration.ofSeconds(2))
                .withPriority(-4)
                .withKey("host");
        TaskOptions same = TaskOptions.key("host")
                .withPriority(-4)
                .withTimeout(Duration.ofMillis(2_000))
                .withChunkSize(7)
                .withAttempts(3);
        assertThat(options)
                .isEqualTo(same)
                .hasSameHashCodeAs(same)
                .isNotEqualTo(TaskOptions.defaults())
                .hasToString("TaskOptions[attempts=3, chunkSize=7, timeout=PT2S, priority=-4, key=host, shardBy=null,"
                        + " onProgress=null, onCounts=null, itemsAhead=1024, bytesAhead=16777216]");
        assertThat(options.timeout()).contains(Duration.ofSeconds(2));
        assertThat(options.key()).contains("host");
        assertThat(options.priority()).isEqualTo(-4);
        assertThat(TaskOptions.defaults().timeout()).isEmpty();
        assertThat(TaskOptions.priority(4).withPriority(0)).isEqualTo(TaskOptions.defaults());
    }

    @Test
    void aKeyAndAFunctionThatGivesOneReplaceEachOther() {
        Function<String, Integer> length = String::length;
        assertThat(TaskOptions.key(1).withShardBy(length).key()).isEmpty();
        assertThat(TaskOptions.shardBy(length).shardBy()).contains(length);
        assertThat(TaskOptions.shardBy(length).withKey(1).shardBy()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without a checker may pass
    void whatMakesNoSenseIsRefusedWithTheValueAndTheLimit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.attempts(0))
                .withMessageContaining("attempts is 0, the least is 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.defaults().withChunkSize(-1))
                .withMessageContaining("chunkSize is -1");
        for (Duration limit : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(40_000))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TaskOptions.timeout(limit))
                    .withMessageContaining("timeout is " + limit);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.defaults().withAhead(0, 5))
                .withMessageContaining("0 items and 5 bytes");
        assertThatNullPointerException().isThrownBy(() -> TaskOptions.timeout(null));
        assertThatNullPointerException().isThrownBy(() -> TaskOptions.key(null));
        assertThatNullPointerException().isThrownBy(() -> TaskOptions.shardBy(null));
    }

    @Test
    void aKeyWhoseHashIsThatOfTheObjectIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.key(new byte[] {1}))
                .withMessageContaining("byte[]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.key(new Object()))
                .withMessageContaining("java.lang.Object");
    }

    private record Labelled(String label, Object content) {}

    @Test
    void aKeyThatHoldsSomethingHashedByIdentityIsRefused() {
        Object[] array = {1};
        for (Object key : List.of(
                List.of("a", new int[1]),
                Set.of((Object) array),
                Map.of("a", new Thread()),
                Optional.of(new Object()),
                new Labelled("a", List.of(new Labelled("b", new long[2]))))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TaskOptions.key(key))
                    .withMessageStartingWith("the key, a " + key.getClass().getTypeName() + ", holds a ")
                    .withMessageContaining("whose hashCode is that of Object")
                    .withMessageContaining("use a String");
        }
    }

    @Test
    void aKeyThatHoldsItselfOrTooMuchIsRefused() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        itself.add(itself);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.key(itself))
                .withMessageContaining("the key, a java.util.ArrayList, holds itself, or is nested more than 64 levels")
                .withMessageContaining("use something smaller");
        List<Object> wide = List.of();
        for (int i = 0; i < 40; i++) {
            wide = List.of(wide, wide);
        }
        List<Object> doubled = wide;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.key(doubled))
                .withMessageContaining("holds more than 1048576 values");
    }
}
