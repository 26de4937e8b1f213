package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exceptions whose own methods fail: in the worker that describes them and in the parent that reports them. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#andInProcess")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddExceptionIT {
    @RegisterExtension
    static final SharedPools POOLS = new SharedPools();

    @Parameter
    String transport = "";

    /** Which of the exception's methods fails. */
    enum Flaw {
        GET_MESSAGE,
        TO_STRING,
        GET_CAUSE,
        FILL_IN_STACK_TRACE,
        ALL_WITH_ERRORS
    }

    static final class FlawedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Flaw flaw;

        FlawedException(Flaw flaw) {
            super("flawed");
            this.flaw = flaw;
            fillInStackTrace();
        }

        private void failIf(Flaw which) {
            if (flaw == Flaw.ALL_WITH_ERRORS && which != Flaw.FILL_IN_STACK_TRACE) {
                throw new AssertionError(which + " fails");
            }
            if (flaw == which) {
                throw new IllegalStateException(which + " fails");
            }
        }

        @Override
        public String getMessage() {
            failIf(Flaw.GET_MESSAGE);
            return "a message";
        }

        @Override
        public String toString() {
            failIf(Flaw.TO_STRING);
            return "FlawedException";
        }

        @Override
        public synchronized Throwable getCause() {
            failIf(Flaw.GET_CAUSE);
            return super.getCause();
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            failIf(Flaw.FILL_IN_STACK_TRACE);
            return this;
        }
    }

    private static int fail(Flaw flaw) {
        throw new FlawedException(flaw);
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void anExceptionThatCannotDescribeItselfFailsItsTaskAloneAndNamesItsClass(Flaw flaw) throws Exception {
        ProcessPool pool = POOLS.of(transport, 1);
        long pid = pool.apply(() -> ProcessHandle.current().pid());
        assertNamed(catchThrowable(() -> pool.apply(OddExceptionIT::fail, flaw)));
        assertNamed(
                catchThrowable(() -> pool.applyAsync(OddExceptionIT::fail, flaw).get(30, TimeUnit.SECONDS)));
        assertNamed(catchThrowable(() -> pool.map(OddExceptionIT::fail, List.of(flaw))));
        assertNamed(catchThrowable(
                () -> pool.mapAsync(OddExceptionIT::fail, List.of(flaw)).get(30, TimeUnit.SECONDS)));
        assertThat(pool.<Long>apply(() -> ProcessHandle.current().pid())).isEqualTo(pid);
    }

    private static void assertNamed(Throwable failure) {
        assertThat(failure).isInstanceOf(ExecutionException.class).hasStackTraceContaining("FlawedException");
    }
}
