package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.testkit.LeakGuard;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.ValueWrapper;

/** What failures tell, and which results and exceptions of a test's tasks come back. */
@ExtendWith(LeakGuard.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InProcessFailuresTest {
    private static PoolBuilder pool() {
        return ProcessPool.builder().processes(2).inProcess();
    }

    @Test
    void ofAMapInTheBackgroundTheItemThatFailedIsNamedAsByMap() {
        try (ProcessPool pool = pool().build()) {
            TaskFuture<List<Integer>> parses =
                    pool.mapAsync((String text) -> Integer.parseInt(text), List.of("1", "2", "3", "x"));
            String message = "item 3 of 4, counted from 0: java.lang.NumberFormatException: For input string: \"x\"";
            assertThatThrownBy(parses::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessage(message)
                    .hasCauseExactlyInstanceOf(NumberFormatException.class);
            assertThatThrownBy(() -> parses.get(1, TimeUnit.SECONDS)).hasMessage(message);
            assertThatThrownBy(parses::join)
                    .isInstanceOf(CompletionException.class)
                    .hasMessage(message)
                    .hasCauseExactlyInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    void ofAStarmapInTheBackgroundTheItemThatCannotBeSentIsNamed() {
        try (ProcessPool pool = pool().build()) {
            TaskFuture<List<Integer>> sums = pool.starmapAsync(
                    (Object a, Object b) -> 0, List.of(Args.of(1, 2), Args.of(3, new Object()), Args.of(5, 6)));
            assertThatThrownBy(sums::get)
                    .hasMessageStartingWith("item 1 of 3, counted from 0: ")
                    .hasCauseInstanceOf(EncodingException.class);
        }
    }

    @Test
    void aMapThatItsHolderFailsBlamesNoItem() {
        try (ProcessPool pool = pool().build()) {
            TaskFuture<List<Boolean>> blocked =
                    pool.mapAsync((Integer x) -> new CountDownLatch(x).await(1, TimeUnit.HOURS), List.of(1, 1));
            blocked.completeExceptionally(new IllegalStateException("mine"));
            assertThatThrownBy(blocked::get).hasMessage("java.lang.IllegalStateException: mine");
        }
    }

    /** Fails when asked for all but its message. */
    static final class Sulky extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Sulky(String message) {
            super(message);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    private static int sulk() {
        throw new Sulky("disk full");
    }

    @Test
    void anExceptionThatTellsItsMessageAloneArrivesWithIt() throws Exception {
        try (ProcessPool pool = pool().build()) {
            TaskFuture<Integer> task = pool.applyAsync(InProcessFailuresTest::sulk);
            assertThat(task.handle((value, failure) -> failure.toString()).get())
                    .contains(Sulky.class.getName() + ": disk full");
        }
    }

    @Test
    void aTestsFunctionReturnsAClassFromElsewhereOnceThatIsAllowed() throws Exception {
        try (ProcessPool pool = pool().build()) {
            assertThatThrownBy(() -> {
                        ValueWrapper unused = pool.apply(() -> ValueWrapper.create("x"));
                    })
                    .cause()
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("allowResults(\"" + ValueWrapper.class.getName() + "\")");
        }
        try (ProcessPool pool = pool().allowResults("org.opentest4j.**").build()) {
            ValueWrapper wrapper = pool.apply(() -> ValueWrapper.create("x"));
            assertThat(wrapper.getStringRepresentation()).isEqualTo("x");
        }
    }

    private static int assertInTask() {
        throw new AssertionFailedError("sums differ", 1, 2);
    }

    @Test
    void anAssertionOfATaskArrivesAsItselfOnceItsLibraryIsAllowed() {
        try (ProcessPool pool = pool().build()) {
            assertThatThrownBy(() -> {
                        int unused = pool.apply(InProcessFailuresTest::assertInTask);
                    })
                    .cause()
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("AssertionFailedError: sums differ");
        }
        try (ProcessPool pool = pool().allowResults("org.opentest4j.**").build()) {
            assertThatThrownBy(() -> {
                        int unused = pool.apply(InProcessFailuresTest::assertInTask);
                    })
                    .cause()
                    .isInstanceOf(AssertionFailedError.class)
                    .hasMessageContaining("sums differ");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without a checker may pass
    void whatIsNullIsNamedByResultsAndExecutors() {
        try (ProcessPool pool = pool().build();
                TaskResults<Integer> results = pool.imap((Integer x) -> x, List.of(1))) {
            RemoteExecutorService executor = pool.asExecutorService();
            Collection<Callable<Integer>> none = null;
            assertThatThrownBy(() -> results.next(null)).hasMessage("the limit is null");
            assertThatThrownBy(() -> executor.invokeAll(none)).hasMessage("the collection of tasks is null");
            assertThatThrownBy(() -> executor.invokeAny(none)).hasMessage("the collection of tasks is null");
            assertThatThrownBy(() -> executor.invokeAll(List.of(), 1, null)).hasMessage("the unit is null");
            assertThatThrownBy(() -> executor.awaitTermination(1, null)).hasMessage("the unit is null");
        }
    }

    @Test
    void whatIsTakenOfClosedResultsOrOfAClosedPoolSaysWhatToDo() throws Exception {
        ProcessPool pool = pool().build();
        try (pool) {
            TaskResults<Integer> results = pool.imap((Integer x) -> x, List.of(1));
            assertThat(results.next(Duration.ofSeconds(30))).isEqualTo(1);
            assertThatThrownBy(() -> results.next(Duration.ofSeconds(30)))
                    .hasMessage("every result was taken: ask hasNext() first");
            results.close();
            assertThatThrownBy(() -> results.next(Duration.ofSeconds(30)))
                    .hasMessageContaining("the results were closed: ");
        }
        assertThatThrownBy(() -> pool.applyAsync(() -> 1)).hasMessageContaining("build another pool");
    }
}
