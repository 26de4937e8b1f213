package dev.procession.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class RemoteThrowableTest {
    /** Everything about it fails. */
    static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new UnsupportedOperationException("message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("toString");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("frames");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("cause");
        }
    }

    @Test
    void itPrintsWhatTheOriginalPrints() {
        Exception original = new Exception("outer", new RuntimeException("inner"));
        original.addSuppressed(new Error("suppressed"));

        assertThat(printed(RemoteThrowable.of(original))).isEqualTo(printed(original));
        assertThat(printed(RemoteThrowable.of(original).getCause()))
                .contains("java.lang.RuntimeException: inner", "\tat ");
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Test
    void oneWhoseMethodsFailIsStillNamed() {
        RemoteThrowable remote = RemoteThrowable.of(new Hostile());

        assertThat(remote.className()).isEqualTo(Hostile.class.getName());
        assertThat(remote.originalMessage()).isNull();
        assertThat(remote.getStackTrace()).isEmpty();
        assertThat(printed(remote)).contains(Hostile.class.getName());
    }

    @Test
    void aChainOfCausesWithoutEndIsCut() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);

        int causes = 0;
        for (Throwable t = RemoteThrowable.of(first); t != null; t = t.getCause()) {
            causes++;
        }
        assertThat(causes).isEqualTo(9);
    }

    @Test
    void oneThatIsRemoteAlreadyStaysAsItIs() {
        RemoteThrowable remote = RemoteThrowable.of(new Exception("x"));
        assertThat(RemoteThrowable.of(remote)).isSameAs(remote);
    }
}
