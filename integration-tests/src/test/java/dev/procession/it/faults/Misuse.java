package dev.procession.it.faults;

import dev.procession.core.JvmProcess;
import dev.procession.core.RemoteCallable;
import dev.procession.core.RemoteFunction;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.connection.Connection;
import dev.procession.core.connection.ConnectionOptions;
import dev.procession.core.connection.Listener;
import dev.procession.core.connection.Pipe;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.TransportException;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.function.Executable;

/**
 * Something that a user gets wrong.
 *
 * @param row what
 * @param call does it
 * @param answer the exception that he gets, or that its cause is
 * @param words an expression for its message: what is wrong, and what to do
 */
record Misuse(String row, Executable call, Class<? extends Throwable> answer, String words) {
    private static final Class<? extends Throwable> ARGUMENT = IllegalArgumentException.class;
    private static final Class<? extends Throwable> NULL = NullPointerException.class;
    private static final byte[] KEY = Listener.newKey();

    /** What needs no worker. */
    static List<Misuse> anywhere() {
        List<Misuse> all = new ArrayList<>(ofBuilders());
        all.addAll(ofOptions());
        all.addAll(ofConnections());
        all.addAll(ofProcesses());
        return all;
    }

    private static PoolBuilder builder() {
        return ProcessPool.builder();
    }

    private static void open(PoolBuilder builder) throws Exception {
        try (ProcessPool pool = builder.build()) {
            pool.apply(() -> 1);
        }
    }

    @SuppressWarnings("NullAway") // what callers without a checker may pass
    private static <T> T nothing() {
        return null;
    }

    private static List<Misuse> ofBuilders() {
        Duration negative = Duration.ofSeconds(-1);
        return List.of(
                new Misuse("no processes", () -> builder().processes(0), ARGUMENT, "is 0.*between 1 and 1024"),
                new Misuse("too many processes", () -> builder().processes(5000), ARGUMENT, "5000.*between 1 and 1024"),
                new Misuse("more at least than at most", () -> builder().processes(5, 2), ARGUMENT, "5.*2"),
                new Misuse("negative spares", () -> builder().spares(-1), ARGUMENT, "-1"),
                new Misuse(
                        "recycling after nothing", () -> builder().maxTasksPerChild(0), ARGUMENT, "0, the least is 1"),
                new Misuse("recycling above nothing", () -> builder().recycleAbove(0), ARGUMENT, "0 bytes, the least"),
                new Misuse("a tiny frame", () -> builder().maxFrameBytes(10), ARGUMENT, "10.*1024"),
                new Misuse("a tiny heap", () -> builder().maxHeapBytes(1000), ARGUMENT, "1000 bytes.*give it more"),
                new Misuse("a negative idle time", () -> builder().idleTimeout(negative), ARGUMENT, "PT-1S"),
                new Misuse("a negative close time", () -> builder().closeTimeout(negative), ARGUMENT, "PT-1S"),
                new Misuse("no start time", () -> builder().startTimeout(Duration.ZERO), ARGUMENT, "PT0S"),
                new Misuse("a negative grace", () -> builder().cancelGrace(negative), ARGUMENT, "PT-1S"),
                new Misuse(
                        "a null JVM option",
                        () -> builder().jvmOptions(Misuse.<String>nothing()),
                        NULL,
                        "jvmOptions is null"),
                new Misuse(
                        "a null initializer",
                        () -> builder().initializer(Misuse.<RemoteRunnable>nothing()),
                        NULL,
                        "null"),
                new Misuse(
                        "an unknown transport",
                        () -> open(builder().transport("pigeon")),
                        TransportException.class,
                        "pigeon.*pipe"),
                new Misuse(
                        "a null transport",
                        () -> builder().transport(Misuse.<TransportProvider>nothing()),
                        NULL,
                        "transport"),
                new Misuse(
                        "an option that ends a JVM",
                        () -> open(builder().processes(1).jvmOptions("-version")),
                        ARGUMENT,
                        "-version.*(remove|leave|jvmOptions)"),
                new Misuse(
                        "a Java that is not there",
                        () -> open(builder().processes(1).javaHome(Path.of("/no/such/java"))),
                        Exception.class,
                        "javaHome is /no/such/java.*name the folder"),
                new Misuse(
                        "a folder that is not there",
                        () -> open(builder().processes(1).directory(Path.of("/no/such/folder"))),
                        Exception.class,
                        "/no/such/folder.*(create|name)"),
                new Misuse(
                        "a variable's name with =",
                        () -> open(builder().processes(1).environment("A=B", "c")),
                        ARGUMENT,
                        "A=B"),
                new Misuse(
                        "a pattern of results that is none",
                        () -> builder().allowResults("not a class!"),
                        ARGUMENT,
                        "not a class!.*followed by"));
    }

    private static List<Misuse> ofOptions() {
        return List.of(
                new Misuse("no attempts", () -> TaskOptions.attempts(0), ARGUMENT, "0, the least is 1"),
                new Misuse("no time", () -> TaskOptions.timeout(Duration.ZERO), ARGUMENT, "PT0S"),
                new Misuse("a null limit", () -> TaskOptions.timeout(nothing()), NULL, "limit|timeout"),
                new Misuse("a null key", () -> TaskOptions.key(nothing()), NULL, "key"),
                new Misuse("empty chunks", () -> TaskOptions.defaults().withChunkSize(-1), ARGUMENT, "-1"),
                new Misuse(
                        "no lookahead",
                        () -> TaskOptions.defaults().withAhead(0, 1),
                        ARGUMENT,
                        "0 items.*the least is 1"),
                new Misuse("a null listener", () -> TaskOptions.onCounts(nothing()), NULL, "listener"));
    }

    private static List<Misuse> ofConnections() {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return List.of(
                new Misuse("a short key", () -> Listener.bind(new byte[3]), ARGUMENT, "3.*at least 16.*newKey"),
                new Misuse("a null key of a listener", () -> Listener.bind(nothing()), NULL, "key"),
                new Misuse(
                        "a path too long",
                        () -> Listener.bind(UnixDomainSocketAddress.of("/tmp/" + "x".repeat(200)), KEY),
                        Exception.class,
                        "10[0-9].*short"),
                new Misuse(
                        "a port in use",
                        () -> {
                            try (ServerSocket taken = new ServerSocket(0, 1, loopback.getAddress())) {
                                Listener.bind(taken.getLocalSocketAddress(), KEY)
                                        .close();
                            }
                        },
                        Exception.class,
                        "in use"),
                new Misuse(
                        "nobody there",
                        () -> {
                            InetSocketAddress gone;
                            try (ServerSocket free = new ServerSocket(0, 1, loopback.getAddress())) {
                                gone = (InetSocketAddress) free.getLocalSocketAddress();
                            }
                            Connection.connect(gone, KEY).close();
                        },
                        Exception.class,
                        "cannot be reached"),
                new Misuse(
                        "another key",
                        () -> {
                            try (Listener listener = Listener.bind(KEY)) {
                                Connection.connect(listener.address(), Listener.newKey())
                                        .close();
                            }
                        },
                        Exception.class,
                        "another key"),
                new Misuse(
                        "a closed connection",
                        () -> {
                            Pipe<Integer> pipe = Pipe.open();
                            pipe.close();
                            pipe.first().send(1);
                        },
                        Exception.class,
                        "is closed.*open another"),
                new Misuse(
                        "a message above the limit",
                        () -> {
                            try (Pipe<byte[]> pipe =
                                    Pipe.open(ConnectionOptions.standard().maxMessageBytes(1024))) {
                                pipe.first().send(new byte[2000]);
                            }
                        },
                        Exception.class,
                        "1024.*maxMessageBytes"),
                new Misuse(
                        "something that cannot be sent",
                        () -> {
                            try (Pipe<Object> pipe = Pipe.open()) {
                                pipe.first().send(new Object());
                            }
                        },
                        EncodingException.class,
                        "java.lang.Object.*Serializable"));
    }

    private static List<Misuse> ofProcesses() {
        return List.of(
                new Misuse(
                        "a process without a target", () -> JvmProcess.builder().start(), Exception.class, "target"),
                new Misuse(
                        "a tiny heap of a process",
                        () -> JvmProcess.builder().maxHeap(5),
                        ARGUMENT,
                        "5 bytes.*give it more"),
                new Misuse("an empty name", () -> JvmProcess.builder().name(" "), ARGUMENT, "name"),
                new Misuse(
                        "a process before its start",
                        () -> JvmProcess.builder().target(() -> {}).build().join(),
                        IllegalStateException.class,
                        "start\\(\\)"),
                new Misuse(
                        "an input that is not there",
                        () -> JvmProcess.builder()
                                .target(() -> {})
                                .input(Path.of("/no/such/input"))
                                .start(),
                        Exception.class,
                        "/no/such/input"));
    }

    /** What a pool is asked whose worker is there. */
    static List<Misuse> of(ProcessPool pool) {
        List<Misuse> all = new ArrayList<>(ofFunctions(pool));
        all.addAll(ofItems(pool));
        all.addAll(ofExecutors(pool));
        return all;
    }

    private static List<Misuse> ofFunctions(ProcessPool pool) {
        Object captured = new Object();
        return List.of(
                new Misuse(
                        "a null function",
                        () -> pool.apply(Misuse.<RemoteCallable<Integer>>nothing()),
                        NULL,
                        "the function is null"),
                new Misuse(
                        "a function that captures what cannot be sent",
                        () -> pool.apply(() -> captured.hashCode()),
                        EncodingException.class,
                        "captured variable 1.*java.lang.Object.*Serializable"),
                new Misuse(
                        "a function that takes its pool along",
                        () -> pool.apply(() -> pool.processes()),
                        EncodingException.class,
                        "A pool belongs to the process that built it.*"),
                new Misuse("null options", () -> pool.with(nothing()), NULL, "the task options are null"),
                new Misuse("a pool of no workers", () -> pool.resize(0), ARGUMENT, "0.*between 1 and 1024"),
                new Misuse(
                        "a function that makes a pool while it is decoded",
                        () -> pool.apply((Integer x) -> Bomb.answer(x), 1),
                        Throwable.class,
                        "POOL"));
    }

    /** Starts a pool as soon as it is there. */
    static final class Bomb {
        static final ProcessPool POOL = ProcessPool.builder().processes(1).build();

        private Bomb() {}

        static int answer(int any) {
            return POOL.processes() + any;
        }
    }

    /** Cannot be written. */
    static final class Unwritable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("does not want to");
        }
    }

    private static List<Misuse> ofItems(ProcessPool pool) {
        RemoteFunction<Object, Object> same = x -> x;
        Collection<Object> none = nothing();
        Iterator<Object> noIterator = nothing();
        return List.of(
                new Misuse("a null collection", () -> pool.map(same, none), NULL, "the collection of items is null"),
                new Misuse("a null iterator", () -> pool.imap(same, noIterator), NULL, "the iterator of items is null"),
                new Misuse(
                        "an argument that cannot be sent",
                        () -> pool.apply(same, new Object()),
                        EncodingException.class,
                        "java.lang.Object.*Serializable"),
                new Misuse(
                        "an argument that fails to be written",
                        () -> pool.apply(same, new Unwritable()),
                        EncodingException.class,
                        "Unwritable.*does not want to"),
                new Misuse(
                        "a result that cannot be sent",
                        () -> pool.apply((Integer x) -> new Object(), 1),
                        EncodingException.class,
                        "the result cannot be sent.*java.lang.Object.*Serializable"),
                new Misuse(
                        "a result of a class that is not allowed",
                        () -> pool.apply((Integer x) -> org.opentest4j.ValueWrapper.create("x"), 1),
                        Exception.class,
                        "ValueWrapper.*allowResults"),
                new Misuse(
                        "an item that cannot be sent",
                        () -> pool.map(same, Arrays.asList(1, new Object(), 3)),
                        EncodingException.class,
                        "java.lang.Object.*Serializable"),
                new Misuse(
                        "a source of items that fails",
                        () -> pool.imap(same, new Failing()).iterator().next(),
                        IllegalStateException.class,
                        "the source failed"),
                new Misuse(
                        "an argument above the limit",
                        () -> pool.apply(same, new byte[300_000]),
                        EncodingException.class,
                        "(more than|larger than).*maxFrameBytes"),
                new Misuse(
                        "a result above the limit",
                        () -> pool.apply((Integer size) -> new byte[size], 300_000),
                        EncodingException.class,
                        "maxFrameBytes"));
    }

    /** Has nothing to give. */
    private static final class Failing implements Iterator<Object> {
        @Override
        public boolean hasNext() {
            throw new IllegalStateException("the source failed");
        }

        @Override
        public Object next() {
            throw new IllegalStateException("the source failed");
        }
    }

    private static List<Misuse> ofExecutors(ProcessPool pool) {
        Callable<Integer> plain = () -> 1;
        return List.of(
                new Misuse(
                        "a task of an executor that cannot be sent",
                        () -> pool.asExecutorService().submit(plain),
                        RejectedExecutionException.class,
                        "not Serializable.*declare it as a RemoteCallable"),
                new Misuse(
                        "a future that was sent",
                        () -> pool.apply(x -> 1, new CompletableFuture<>()),
                        EncodingException.class,
                        "wait for its result"),
                new Misuse(
                        "a closed pool",
                        () -> {
                            ProcessPool closed =
                                    ProcessPool.builder().inProcess().build();
                            closed.close();
                            closed.apply(() -> 1);
                        },
                        PoolClosedException.class,
                        "closed"));
    }

    /** What is to be looked at: the cause of what says only where it was thrown. */
    static Throwable looked(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof ExecutionException && cause != null ? cause : thrown;
    }
}
