package dev.procession.pool.child;

import dev.procession.core.RemoteBiFunction;
import dev.procession.core.RemoteConsumer;
import dev.procession.core.RemoteFunction;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.FunctionCodec;
import dev.procession.core.codec.ThrowableCodec;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.launch.SpawnGuard;
import dev.procession.pool.protocol.Protocol;
import dev.procession.pool.protocol.Shape;
import dev.procession.pool.protocol.Untyped;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs one item: decodes, calls, encodes. Whatever user code throws, on any of these steps, becomes the outcome. */
final class TaskRunner {
    /** How far down the causes are searched: they may go round. */
    private static final int MOST_CAUSES = 32;

    private final Codecs codecs;
    private final FunctionCodec functions;
    private final ThrowableCodec throwables;
    private final DecodeContext context;
    private boolean outOfMemory;

    TaskRunner(Codecs codecs, DecodeContext context) {
        this.codecs = codecs;
        this.context = context;
        functions = new FunctionCodec(codecs);
        throwables = new ThrowableCodec(codecs);
    }

    /** Whether an item ran out of memory, after which nothing in this JVM can be relied on. */
    boolean isOutOfMemory() {
        return outOfMemory;
    }

    /** Decodes a run's function; a Throwable if that fails, which then is the outcome of each of its items. */
    Object decode(ShippedFunction function) {
        boolean outer = SpawnGuard.enterDecoding();
        try {
            return function.instance(functions, context);
        } catch (Throwable thrown) {
            return new Undecodable(thrown);
        } finally {
            SpawnGuard.leaveDecoding(outer);
        }
    }

    /** Runs one item and leaves its outcome in the sink; the source stands behind the item's arguments afterwards. */
    void run(Object function, Shape shape, ByteSource arguments, ByteSink outcome) {
        outcome.reset();
        int start = arguments.position();
        try {
            if (function instanceof Undecodable undecodable) {
                throw undecodable.reason();
            }
            encode(call(function, shape, arguments), outcome);
        } catch (Throwable thrown) {
            outcome.reset();
            fail(thrown, outcome);
            arguments.position(start);
            skip(shape, arguments);
        }
    }

    private void encode(@Nullable Object result, ByteSink outcome) {
        try {
            codecs.encode(result, outcome);
        } catch (EncodingException e) {
            throw new EncodingException(e.code(), "the result cannot be sent: " + e.getMessage(), e);
        }
    }

    /** Steps over an item's arguments. */
    void skip(Shape shape, ByteSource arguments) {
        for (int i = 0; i < shape.arguments(); i++) {
            codecs.skip(arguments);
        }
    }

    private void fail(Throwable thrown, ByteSink outcome) {
        outOfMemory |= thrown instanceof OutOfMemoryError;
        outcome.writeByte(Protocol.FAILED);
        int mark = outcome.size();
        try {
            throwables.encode(headline(thrown), outcome);
        } catch (Throwable again) { // getMessage or toString of the exception failed: its class must do
            outOfMemory |= again instanceof OutOfMemoryError;
            outcome.truncate(mark);
            throwables.encode(
                    new EncodingException(
                            "the task threw " + thrown.getClass().getName() + ", which could not be described: "
                                    + again.getClass().getName()),
                    outcome);
        }
    }

    /** A spawn bomb is reported as such, and not as the failed initialiser or decoding that it ended in. */
    private static Throwable headline(Throwable thrown) {
        Throwable cause = thrown;
        try {
            for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
                if (cause instanceof ProcessionException ours && ours.code() == ErrorCode.SPAWN_BOMB) {
                    return ours;
                }
                cause = cause.getCause();
            }
        } catch (RuntimeException | StackOverflowError e) {
            // A getCause of the user's: the rest of the exception is told all the same.
        }
        return thrown;
    }

    private @Nullable Object call(Object function, Shape shape, ByteSource arguments) throws Exception {
        switch (shape) {
            case CALLABLE -> {
                return Untyped.<Callable<Object>>as(function).call();
            }
            case FUNCTION -> {
                return Untyped.<RemoteFunction<Object, Object>>as(function).apply(argument(arguments));
            }
            case BI_FUNCTION -> {
                Object first = argument(arguments);
                return Untyped.<RemoteBiFunction<Object, Object, Object>>as(function)
                        .apply(first, argument(arguments));
            }
            case RUNNABLE -> run(function);
            case CONSUMER -> Untyped.<RemoteConsumer<Object>>as(function).accept(argument(arguments));
        }
        return null;
    }

    /** A pool's own work, or what an executor takes. */
    private static void run(Object function) throws Exception {
        if (function instanceof RemoteRunnable work) {
            work.run();
        } else {
            ((Runnable) function).run();
        }
    }

    private Object argument(ByteSource arguments) {
        if (codecs.isFast(arguments)) {
            return Untyped.as(codecs.decode(arguments, context));
        }
        boolean outer = SpawnGuard.enterDecoding();
        try {
            return Untyped.as(codecs.decode(arguments, context));
        } finally {
            SpawnGuard.leaveDecoding(outer);
        }
    }

    /** Stands for a function that could not be decoded. */
    private record Undecodable(Throwable reason) {}
}
