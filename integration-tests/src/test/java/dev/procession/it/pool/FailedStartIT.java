package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.core.error.LaunchException;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.ValueWrapper;

/** Workers that cannot start: one message that says what happened, with which value, what was printed and what to do. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailedStartIT {
    private static PoolBuilder pool() {
        return ProcessPool.builder().processes(1).output(line -> {});
    }

    private static LaunchException failure(PoolBuilder builder) {
        try (ProcessPool pool = builder.build()) {
            Throwable failure = catchThrowable(() -> pool.apply(() -> 42));
            assertThat(failure).hasCauseInstanceOf(LaunchException.class);
            assertThatThrownBy(() -> pool.asExecutorService().submit(() -> 42))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("has given up")
                    .hasCause(failure.getCause());
            return (LaunchException) failure.getCause();
        }
    }

    @Test
    void anOptionThatTheJvmDoesNotKnow() {
        assertThat(failure(pool().jvmOptions("-XX:+NoSuchOption")))
                .hasMessageContainingAll(
                        "no worker could be started: ", "exit code 1", "[-XX:+NoSuchOption]", "jvmOptions(...)")
                .hasMessageContaining("Unrecognized VM option 'NoSuchOption'")
                .hasNoCause()
                .message()
                .containsOnlyOnce("Unrecognized")
                .doesNotContain("Exception: ");
    }

    @Test
    void anOptionThatTheJvmCannotRead() {
        assertThat(failure(pool().jvmOptions("-Xmx64m -Xss1m")))
                .hasMessageContainingAll("refused to start", "[-Xmx64m -Xss1m], each in a string of its own")
                .message()
                .doesNotContain("too small");
    }

    @Test
    void aHeapThatIsTooSmallForTheJvm() {
        assertThat(failure(pool().maxHeapBytes(8 << 20).jvmOptions("-Xmx1m")))
                .hasMessageContainingAll("maxHeapBytes(8388608)", "[-Xmx1m]", "Too small maximum heap", "raise");
    }

    @Test
    void aHeapThatIsTooLargeForTheMachine() {
        assertThat(failure(pool().maxHeapBytes(1L << 60)))
                .hasMessageContainingAll("maxHeapBytes(1152921504606846976)", "too large for this machine: lower")
                .message()
                .doesNotContain("[]", "raise");
    }

    @Test
    void moreMemoryThanTheMachineHasIsSaidOnceAndLeavesOneReport(@TempDir Path folder) throws Exception {
        assertThat(failure(pool().directory(folder).jvmOptions("-Xms900g", "-Xmx900g")))
                .hasMessageContainingAll(
                        "no worker could be started: ", "jvmOptions, which are [-Xms900g, -Xmx900g]", "its report is ");
        try (Stream<Path> reports = Files.list(folder)) {
            assertThat(reports).hasSize(1);
        }
    }

    @Test
    void optionsForMemoryThatContradictEachOther() {
        assertThat(failure(pool().jvmOptions("-Xms900g")))
                .hasMessageContainingAll(
                        "no worker could be started: ", "[-Xms900g]", "lower -Xms", "maxHeapBytes(...)");
    }

    @Test
    void placesThatAreNotThereAreRefusedWhenThePoolIsBuilt(@TempDir Path empty) {
        Path none = empty.resolve("none");
        refused(pool().javaHome(empty), "javaHome is " + empty + ", which has no bin/java");
        refused(pool().directory(none), "directory is " + none + ", which is no folder");
        refused(pool().classPath(List.of(empty, none)), "classPath has the entry " + none + ", which is not there");
        refused(pool().classPath(List.of(none.resolve("*"))), "classPath has the entry " + none);
    }

    private static void refused(PoolBuilder builder, String message) {
        assertThatThrownBy(() -> builder.build().close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aWorkerThatExitsBeforeItCanTakeTasks() {
        assertThat(failure(pool().jvmOptions("-agentlib:jdwp=help")))
                .hasMessageContainingAll("ended before it could take tasks, with exit code 0", "it printed:");
    }

    @Test
    void aClassPathOfTheUsersClassesAloneIsCompleted() throws Exception {
        Path own = Path.of(FailedStartIT.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (ProcessPool pool = pool().classPath(List.of(own)).build()) {
            assertThat(pool.<Integer>apply(() -> 42)).isEqualTo(42);
        }
    }

    @Test
    void aClassThatTheWorkersLackIsSaidToBeOnTheOtherSide() throws Exception {
        Path own = Path.of(FailedStartIT.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (ProcessPool pool = pool().classPath(List.of(own)).build()) {
            assertThatThrownBy(() -> pool.<ValueWrapper, String>apply(Object::toString, ValueWrapper.create("x")))
                    .cause()
                    .hasMessageContaining("class org.opentest4j.ValueWrapper (process "
                            + ProcessHandle.current().pid()
                            + " has it on its class path) is not on the class path of the child process pool-")
                    .hasMessageContaining("add the jar or folder that has it");
        }
    }
}
