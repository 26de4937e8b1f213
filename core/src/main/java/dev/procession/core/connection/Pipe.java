package dev.procession.core.connection;

import dev.procession.core.codec.Unsendable;
import dev.procession.core.connection.internal.Direction;
import dev.procession.core.connection.internal.End;
import dev.procession.core.connection.internal.Terms;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two ends that are connected: {@code multiprocessing.Pipe()}. What is sent into one comes out of the other, in order,
 * message by message. Both ends are in this process at first; either or both can be given to other processes, as arguments of
 * a {@link dev.procession.core.JvmProcess} or of a task, or by sending them over a connection.
 *
 * <pre>{@code
 * Pipe<String> pipe = Pipe.open();
 * try (JvmProcess child = JvmProcess.builder().target(end -> end.send("hello"), pipe.second()).start()) {
 *     System.out.println(pipe.first().receive());
 * }
 * }</pre>
 *
 * <p>Both ends accept the JDK's values, the classes from the same jar or class folder as the class that opened the pipe, and
 * what the options allow.
 *
 * @param <T> what is sent; {@code Object} where both directions carry different things
 */
@Unsendable("A Pipe cannot be sent as a whole: send one of its ends, first() or second()")
public final class Pipe<T extends @Nullable Object> implements AutoCloseable {
    private final Connection<T> first;
    private final Connection<T> second;

    private Pipe(Connection<T> first, Connection<T> second) {
        this.first = first;
        this.second = second;
    }

    /**
     * A pipe whose ends both send and receive.
     *
     * @param <T> what is sent
     * @return the pipe
     * @throws dev.procession.core.error.ConnectionException if this process has no descriptors left
     */
    public static <T extends @Nullable Object> Pipe<T> open() {
        return both(ConnectionOptions.standard(), caller());
    }

    /**
     * A pipe whose ends both send and receive.
     *
     * @param options what they accept
     * @param <T> what is sent
     * @return the pipe
     * @throws dev.procession.core.error.ConnectionException if this process has no descriptors left
     */
    public static <T extends @Nullable Object> Pipe<T> open(ConnectionOptions options) {
        return both(options, caller());
    }

    /**
     * A pipe with one end that only receives and one that only sends: {@code Pipe(duplex=False)}.
     *
     * @param <T> what is sent
     * @return the pipe
     * @throws dev.procession.core.error.ConnectionException if this process has no descriptors left
     */
    public static <T extends @Nullable Object> OneWay<T> simplex() {
        return oneWay(ConnectionOptions.standard(), caller());
    }

    /**
     * A pipe with one end that only receives and one that only sends: {@code Pipe(duplex=False)}.
     *
     * @param options what the receiving end accepts
     * @param <T> what is sent
     * @return the pipe
     * @throws dev.procession.core.error.ConnectionException if this process has no descriptors left
     */
    public static <T extends @Nullable Object> OneWay<T> simplex(ConnectionOptions options) {
        return oneWay(options, caller());
    }

    /** The class that called the method that calls this. */
    private static Class<?> caller() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.skip(2)
                        .findFirst()
                        .<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                        .orElse(Pipe.class));
    }

    private static <T extends @Nullable Object> Pipe<T> both(ConnectionOptions options, Class<?> caller) {
        End[] ends = pair(options, caller, Direction.BOTH, Direction.BOTH);
        return new Pipe<>(new Connection<>(ends[0]), new Connection<>(ends[1]));
    }

    private static <T extends @Nullable Object> OneWay<T> oneWay(ConnectionOptions options, Class<?> caller) {
        End[] ends = pair(options, caller, Direction.RECEIVES, Direction.SENDS);
        return new OneWay<>(new Connection<>(ends[0]), new Connection<>(ends[1]));
    }

    private static End[] pair(ConnectionOptions options, Class<?> caller, Direction first, Direction second) {
        Terms terms = Objects.requireNonNull(options, "options is null")
                .allowSourceOf(caller)
                .allow(Connection.class.getName())
                .allow(Passage.class.getName())
                .terms();
        ClassLoader loader = caller.getClassLoader();
        return End.pair(terms, first, second, loader == null ? ClassLoader.getSystemClassLoader() : loader);
    }

    /**
     * One end.
     *
     * @return always the same
     */
    public Connection<T> first() {
        return first;
    }

    /**
     * The other end.
     *
     * @return always the same
     */
    public Connection<T> second() {
        return second;
    }

    /** Closes the ends that are still here; those that were given to other processes stay theirs. Idempotent. */
    @Override
    public void close() {
        first.close();
        second.close();
    }

    /**
     * A pipe that carries messages in one direction.
     *
     * @param <T> what is sent
     */
    @Unsendable("A one-way pipe cannot be sent as a whole: send one of its ends, receiver() or sender()")
    public static final class OneWay<T extends @Nullable Object> implements AutoCloseable {
        private final Connection<T> receiver;
        private final Connection<T> sender;

        private OneWay(Connection<T> receiver, Connection<T> sender) {
            this.receiver = receiver;
            this.sender = sender;
        }

        /**
         * The end that receives.
         *
         * @return always the same; its {@code send} throws {@link UnsupportedOperationException}
         */
        public Connection<T> receiver() {
            return receiver;
        }

        /**
         * The end that sends.
         *
         * @return always the same; its {@code receive} throws {@link UnsupportedOperationException}
         */
        public Connection<T> sender() {
            return sender;
        }

        /** Closes the ends that are still here; those that were given to other processes stay theirs. Idempotent. */
        @Override
        public void close() {
            receiver.close();
            sender.close();
        }
    }
}
