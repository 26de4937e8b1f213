package dev.procession.it.pool;

import dev.procession.core.channel.TransportProvider;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The transports that every pool test runs on: all that the class path offers. */
final class Installed {
    private Installed() {}

    static Stream<String> transports() {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailableBecause().isEmpty())
                .map(TransportProvider::name);
    }
}
