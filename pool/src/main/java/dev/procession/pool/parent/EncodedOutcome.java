package dev.procession.pool.parent;

import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.ThrowableCodec;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.RemoteStackTrace;
import dev.procession.pool.RemoteTaskException;
import dev.procession.pool.protocol.Protocol;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An outcome that is still bytes: a value whose decoding runs user code, or a failure. Decoded by whoever takes it.
 *
 * @param bytes the outcome, with its mark if it has one
 * @param codecs how to decode it
 * @param function whose outcome it is
 * @param worker the worker's name and process id, for the trace
 */
record EncodedOutcome(ByteBuffer bytes, Codecs codecs, PackedFunction function, String worker) {
    /** Whether it is a failure. */
    boolean isFailure() {
        return (bytes.get(bytes.position()) & 0xFF) == Protocol.FAILED;
    }

    /**
     * Decodes it.
     *
     * @return the value
     * @throws Throwable the task's own exception with the remote trace, or the reason why the outcome cannot be decoded
     */
    @Nullable
    Object resolve() throws Throwable {
        ByteSource source = new ByteSource(bytes.duplicate());
        if (!isFailure()) {
            return value(source);
        }
        source.readByte();
        throw failure(source);
    }

    private @Nullable Object value(ByteSource source) {
        try {
            return codecs.decode(source, function.results());
        } catch (DecodingException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodingException(
                    ErrorCode.DECODING_FAILED,
                    "the result of " + function.description() + " cannot be decoded: " + e,
                    e);
        }
    }

    private Throwable failure(ByteSource source) {
        DecodeContext context = function.results();
        ThrowableCodec.Decoded decoded = new ThrowableCodec(codecs).decode(source, context);
        Throwable failure = decoded.original();
        if (failure == null) {
            String why = decoded.whyNot() == null
                    ? ""
                    : " (the exception itself could not be brought here: "
                            + decoded.whyNot().getMessage() + ")";
            failure = inItsPlace(decoded, why);
        } else if (!isDescribable(failure)) {
            failure = inItsPlace(
                    decoded, " (the exception itself is left out: its own toString, getMessage or getCause fails)");
        }
        failure.addSuppressed(
                showsFrames(failure)
                        ? RemoteStackTrace.beside(worker, decoded.stackTrace())
                        : RemoteStackTrace.insteadOf(worker, decoded.stackTrace()));
        return failure;
    }

    private static Throwable inItsPlace(ThrowableCodec.Decoded decoded, String why) {
        String message = decoded.message() == null ? "" : ": " + decoded.message();
        RemoteTaskException standIn =
                new RemoteTaskException(decoded.className(), decoded.className() + message + why, decoded.whyNot());
        standIn.setStackTrace(new StackTraceElement[0]); // the worker's tells more than where it was decoded
        return standIn;
    }

    /**
     * Whether it can be wrapped and printed: the constructors of most exceptions call {@code toString} of their cause, and
     * whoever prints a stack trace asks for causes.
     */
    private static boolean isDescribable(Throwable failure) {
        try {
            String unused = failure + "" + failure.getMessage() + (failure.getCause() == null);
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    private static boolean showsFrames(Throwable failure) {
        try {
            return failure.getStackTrace().length > 0;
        } catch (RuntimeException | Error e) {
            return false; // a method of the user's
        }
    }

    /** The failure of tasks whose pool was terminated. */
    static PoolClosedException terminated() {
        return new PoolClosedException(
                "the pool was terminated before this task had finished; close() waits for tasks");
    }
}
