package dev.procession.benchmarks.peers;

import dev.procession.benchmarks.measure.AbsentException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds those who are open, so that figures share them. For one thread. */
public final class Stage implements AutoCloseable {
    /** PP4J's name in tables. */
    public static final String PP4J = "PP4J";

    /** The name of threads of this JVM in tables. */
    public static final String THREADS = "threads";

    private final Map<String, Calls> calls = new LinkedHashMap<>();
    private final Map<Python.Kind, LineProcess> pythons = new EnumMap<>(Python.Kind.class);

    /** An empty one. */
    public Stage() {}

    /**
     * Opens, or finds open, who takes calls.
     *
     * @param name a transport of Procession, {@link #PP4J} or {@link #THREADS}
     * @return the same until {@link #clear}
     * @throws AbsentException if it is not on the class path
     * @throws InterruptedException if interrupted
     */
    public Calls calls(String name) throws AbsentException, InterruptedException {
        Calls open = calls.get(name);
        if (open == null) {
            open = open(name);
            calls.put(name, open);
        }
        return open;
    }

    private static Calls open(String name) throws AbsentException, InterruptedException {
        try {
            return switch (name) {
                case THREADS -> new ThreadCalls();
                case PP4J -> new Pp4jCalls();
                default -> new PoolCalls(name);
            };
        } catch (NoClassDefFoundError e) {
            throw new AbsentException("not on the class path (" + e.getMessage() + " is missing)");
        }
    }

    /**
     * A pool of Procession.
     *
     * @param transport its transport
     * @return the same until {@link #clear}
     * @throws AbsentException if it is not on the class path
     * @throws InterruptedException if interrupted
     */
    public PoolCalls pool(String transport) throws AbsentException, InterruptedException {
        return (PoolCalls) calls(transport);
    }

    /**
     * One of CPython's.
     *
     * @param kind which
     * @return the same until {@link #clear}
     * @throws AbsentException if there is no python3
     * @throws IOException if it cannot be started
     */
    public LineProcess python(Python.Kind kind) throws AbsentException, IOException {
        @Nullable LineProcess open = pythons.get(kind);
        if (open == null) {
            open = Python.start(kind);
            pythons.put(kind, open);
        }
        return open;
    }

    /** Closes all. Figures that need quiet begin with it. */
    public void clear() {
        List.copyOf(calls.values()).forEach(Calls::close);
        calls.clear();
        pythons.values().forEach(LineProcess::close);
        pythons.clear();
    }

    @Override
    public void close() {
        clear();
    }
}
