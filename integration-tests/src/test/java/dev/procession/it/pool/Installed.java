package dev.procession.it.pool;

import dev.procession.core.channel.TransportProvider;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The transports that every pool test runs on: all that the class path offers, or those that a property names. */
public final class Installed {
    private Installed() {}

    /** Several, separated by commas. */
    private static final String ASKED = System.getProperty("procession.test.transports", "");

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
