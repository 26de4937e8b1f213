package dev.procession.it.pool;

import dev.procession.core.channel.TransportProvider;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The transports that every pool test runs on: all that the class path offers, or those that a property names. */
public final class Installed {
    private Installed() {}

    /** Several, separated by commas. */
    private static final String ASKED = System.getProperty("procession.test.transports", "");

    /** For tests of what does not ask for processes: threads of this one in their place. */
    private static final String IN_PROCESS = "inProcess";

    /** Their names, and threads. */
    static Stream<String> andInProcess() {
        return ASKED.isEmpty() ? Stream.concat(transports(), Stream.of(IN_PROCESS)) : transports();
    }

    /** A builder for what {@link #andInProcess} names. */
    static PoolBuilder builder(String transport) {
        PoolBuilder builder = ProcessPool.builder();
        return transport.equals(IN_PROCESS) ? builder.inProcess() : builder.transport(transport);
    }

    /** Their names. */
    public static Stream<String> transports() {
        if (!ASKED.isEmpty()) {
            return Stream.of(ASKED.split(","));
        }
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailableBecause().isEmpty())
                .map(TransportProvider::name);
    }
}
