package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThrowableCodecTest {
    private static final ClassLoader LOADER = ThrowableCodecTest.class.getClassLoader();
    private static final DecodeContext TRUSTING = new DecodeContext(LOADER, ClassFilter.trusting());
    private static final DecodeContext STRICT =
            new DecodeContext(LOADER, ClassFilter.builder().build());

    private final ThrowableCodec throwables = new ThrowableCodec(Codecs.standard());

    @Test
    void anExceptionComesBackWithItsTraceCausesAndSuppressed() {
        IOException thrown = new IOException("disk full", new IllegalStateException("why"));
        thrown.addSuppressed(new RuntimeException("close failed"));
        for (DecodeContext context : new DecodeContext[] {TRUSTING, STRICT}) {
            ThrowableCodec.Decoded decoded = roundTrip(thrown, context);
            assertThat(decoded.original()).isInstanceOf(IOException.class).hasMessage("disk full");
            assertThat(decoded.original().getCause()).isInstanceOf(IllegalStateException.class);
            assertThat(decoded.original().getSuppressed()).hasSize(1);
            assertThat(decoded.original().getStackTrace()).isEqualTo(thrown.getStackTrace());
            assertThat(decoded.whyNot()).isNull();
            assertThat(decoded.className()).isEqualTo("java.io.IOException");
            assertThat(decoded.message()).isEqualTo("disk full");
            assertThat(decoded.stackTrace())
                    .contains("java.io.IOException: disk full", "ThrowableCodecTest", "Caused by: ", "close failed");
        }
    }

    private static int descend(int x) {
        return descend(x + 1) + 1;
    }

    private static int allocate() {
        return new long[Integer.MAX_VALUE].length;
    }

    @Test
    void errorsThatTheJvmMadeTakeSuppressedExceptionsOnceTheyHaveArrived() {
        for (Runnable failing : new Runnable[] {() -> descend(1), ThrowableCodecTest::allocate}) {
            Throwable thrown = catchThrowable(failing::run);
            ThrowableCodec.Decoded decoded = roundTrip(thrown, STRICT);
            decoded.original().addSuppressed(new RuntimeException("remote"));
            assertThat(decoded.original()).hasSameClassAs(thrown).hasMessage(thrown.getMessage());
            assertThat(decoded.original().getSuppressed()).hasSize(1);
            assertThat(decoded.original().getStackTrace()).isEqualTo(thrown.getStackTrace());
        }
    }

    @Test
    void ourOwnExceptionsPassTheFilter() {
        ThrowableCodec.Decoded decoded = roundTrip(new EncodingException("no"), STRICT);
        assertThat(decoded.original()).isInstanceOf(EncodingException.class).hasMessage("no");
        assertThat(((EncodingException) decoded.original()).code()).isEqualTo(ErrorCode.ENCODING_FAILED);
    }

    @Test
    void anExceptionThatTheFilterRefusesArrivesAsText() {
        ThrowableCodec.Decoded decoded = roundTrip(new OfTheUser("mine"), STRICT);
        assertThat(decoded.original()).isNull();
        assertThat(decoded.whyNot().code()).isEqualTo(ErrorCode.CLASS_REFUSED);
        assertThat(decoded.whyNot()).hasMessageContaining("allowResults(\"" + OfTheUser.class.getName() + "\")");
        assertThat(decoded.className()).isEqualTo(OfTheUser.class.getName());
        assertThat(decoded.message()).isEqualTo("mine");
        assertThat(decoded.stackTrace()).contains("mine").contains("ThrowableCodecTest");
    }

    @Test
    void anExceptionThatCannotBeEncodedArrivesAsTextAndSaysWhy() {
        ThrowableCodec.Decoded decoded = roundTrip(new HoldsSocket(), TRUSTING);
        assertThat(decoded.original()).isNull();
        assertThat(decoded.whyNot())
                .hasMessageContaining("could not encode")
                .hasMessageContaining("HoldsSocket.socket (java.lang.Object)");
        assertThat(decoded.message()).isEqualTo("holds");
    }

    static Throwable[] hostile() {
        return new Throwable[] {
            new WriteFails(),
            new MessageFails(),
            new PrintFails(),
            new OverflowsItself(),
            new ReadFails(),
            new EndlessCauses(),
            new NoThrowable(),
            new HugeMessage(),
            cyclic(),
            deep(50_000)
        };
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whateverAnExceptionsOwnCodeDoesTheTextArrives(Throwable thrown) {
        ByteSink sink = new ByteSink();
        throwables.encode(thrown, sink);
        sink.writeInt(42);
        byte[] bytes = sink.toByteArray();
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        ThrowableCodec.Decoded decoded = throwables.decode(source, TRUSTING);
        assertThat(source.readInt()).isEqualTo(42);
        assertThat(decoded.className()).isEqualTo(thrown.getClass().getName());
        assertThat(decoded.stackTrace()).contains(thrown.getClass().getName()).hasSizeLessThan(70_000);
        assertThat(decoded.original() == null).isEqualTo(decoded.whyNot() != null);

        ByteSource skipped = new ByteSource(ByteBuffer.wrap(bytes));
        throwables.skip(skipped);
        assertThat(skipped.readInt()).isEqualTo(42);
    }

    @Test
    void theOriginalIsLeftOutWhenOnlyTheTextFits() {
        IllegalStateException thrown = new IllegalStateException("x".repeat(20_000));
        thrown.setStackTrace(new StackTraceElement[0]);
        ByteSink sink = new ByteSink(16, 50_000);
        throwables.encode(thrown, sink);
        ThrowableCodec.Decoded decoded = throwables.decode(source(sink), TRUSTING);
        assertThat(decoded.original()).isNull();
        assertThat(decoded.whyNot()).hasMessageContaining("the limit is 50000");
        assertThat(decoded.message()).hasSize(20_000);
    }

    @Test
    void aSinkTooSmallForTheTextStaysAsItWas() {
        ByteSink sink = new ByteSink(16, 20);
        sink.writeInt(1);
        assertThatThrownBy(() -> throwables.encode(new RuntimeException("x"), sink))
                .isInstanceOf(EncodingException.class);
        assertThat(sink.size()).isEqualTo(4);
    }

    private ThrowableCodec.Decoded roundTrip(Throwable thrown, DecodeContext context) {
        ByteSink sink = new ByteSink();
        throwables.encode(thrown, sink);
        return throwables.decode(source(sink), context);
    }

    private static ByteSource source(ByteSink sink) {
        return new ByteSource(ByteBuffer.wrap(sink.toByteArray()));
    }

    private static Throwable cyclic() {
        RuntimeException first = new RuntimeException("first");
        RuntimeException second = new RuntimeException("second", first);
        first.initCause(second);
        return first;
    }

    private static Throwable deep(int depth) {
        RuntimeException thrown = new RuntimeException("0");
        for (int i = 1; i < depth; i++) {
            thrown = new RuntimeException(String.valueOf(i), thrown);
            thrown.setStackTrace(new StackTraceElement[0]);
        }
        return thrown;
    }

    private static final class OfTheUser extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OfTheUser(String message) {
            super(message);
        }
    }

    private static final class HoldsSocket extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Object socket = new Object();

        HoldsSocket() {
            super("holds");
        }
    }

    private static final class WriteFails extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException("no");
        }
    }

    private static final class MessageFails extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    private static final class PrintFails extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public void printStackTrace(PrintWriter into) {
            throw new AssertionError("no trace");
        }
    }

    private static final class OverflowsItself extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "x" + this;
        }
    }

    private static final class ReadFails extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("no");
        }
    }

    private static final class EndlessCauses extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return new EndlessCauses();
        }
    }

    private static final class NoThrowable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return "a string";
        }
    }

    private static final class HugeMessage extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            return "x".repeat(1_000_000);
        }
    }
}
