package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what callers without a checker may pass
class PoolBuilderTest {
    private final PoolBuilder builder = ProcessPool.builder();

    private static void isRefused(String message, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(message);
    }

    @Test
    void nullIsRefusedAtOnceAndNamed() {
        isRefused("transport is null", () -> builder.transport((String) null));
        isRefused("jvmOptions is null", () -> builder.jvmOptions((String[]) null));
        isRefused("an element of jvmOptions is null", () -> builder.jvmOptions("-ea", null));
        isRefused("the name of a variable is null", () -> builder.environment(null, "x"));
        isRefused("the value of the variable NAME is null", () -> builder.environment("NAME", null));
        isRefused("directory is null", () -> builder.directory(null));
        isRefused("javaHome is null", () -> builder.javaHome(null));
        isRefused("classPath is null", () -> builder.classPath(null));
        isRefused("an element of classPath is null", () -> builder.classPath(Arrays.asList(null, null)));
        isRefused("output is null", () -> builder.output(null));
        isRefused("the pattern of allowResults is null", () -> builder.allowResults(null));
        isRefused("closeTimeout is null", () -> builder.closeTimeout(null));
        isRefused("startTimeout is null", () -> builder.startTimeout(null));
        isRefused("the initializer is null", () -> builder.initializer(null));
        isRefused("the initializer is null", () -> builder.initializer(null, 1));
        isRefused("the finalizer is null", () -> builder.finalizer(null));
        isRefused("the finalizer is null", () -> builder.finalizer(null, 1));
        isRefused("finalizerTimeout is null", () -> builder.finalizerTimeout(null));
        isRefused("idleTimeout is null", () -> builder.idleTimeout(null));
    }

    @Test
    void aSpanThatIsLongerThanAYearIsRefusedWithItsName() {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        Map<String, Function<Duration, PoolBuilder>> spans = Map.of(
                "startTimeout", builder::startTimeout,
                "finalizerTimeout", builder::finalizerTimeout,
                "idleTimeout", builder::idleTimeout,
                "cancelGrace", builder::cancelGrace,
                "killGrace", builder::killGrace);
        spans.forEach((name, setter) -> assertThatIllegalArgumentException()
                .isThrownBy(() -> setter.apply(forEver))
                .withMessageContaining(name)
                .withMessageContaining("365 days"));
    }

    @Test
    void aHeapThatNoJvmTakesIsRefusedWithTheLeast() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxHeapBytes((2 << 20) - 1))
                .withMessageContaining("2097151")
                .withMessageContaining("2 MiB");
    }

    @Test
    void aPatternOfResultsThatIsNoneIsRefusedWhereItIsGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.allowResults("com.*"))
                .withMessageContaining("\"com.*\"")
                .withMessageContaining("write it as");
    }
}
