package dev.procession.core.channel;

import dev.procession.core.channel.Transports.FoundTransports;
import dev.procession.core.error.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rule by which one of several transports is taken; free of global state. */
final class TransportChoice {
    private static final String PREFERRED = "pipe";

    private final FoundTransports found;
    private final Function<String, @Nullable String> properties;
    private final Function<String, @Nullable String> environment;

    TransportChoice(
            FoundTransports found,
            Function<String, @Nullable String> properties,
            Function<String, @Nullable String> environment) {
        this.found = found;
        this.properties = properties;
        this.environment = environment;
    }

    TransportProvider choose(@Nullable String name) {
        if (name != null) {
            return named(name, "");
        }
        String property = properties.apply(Transports.PROPERTY);
        if (property != null && !property.isBlank()) {
            return named(property.strip(), " (from the system property " + Transports.PROPERTY + ")");
        }
        String variable = environment.apply(Transports.VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return named(variable.strip(), " (from the environment variable " + Transports.VARIABLE + ")");
        }
        return unnamed();
    }

    /** Takes one by its name; {@code from} says who has named it, unless the caller has. */
    private TransportProvider named(String name, String from) {
        List<TransportProvider> namesakes = found.usable().stream()
                .filter(provider -> provider.name().equals(name))
                .toList();
        if (namesakes.isEmpty()) {
            throw new TransportException("no transport \"" + name + "\"" + from + "; " + present()
                    + "; name one that is present, or put the jar that holds this one on the class path (ours are"
                    + " called dev.procession:procession-transport-<name>)");
        }
        if (namesakes.size() > 1) {
            throw new TransportException("the transport name \"" + name + "\"" + from + " is claimed by "
                    + classes(namesakes) + "; take one off the class path");
        }
        TransportProvider provider = namesakes.get(0);
        Optional<String> reason = unavailableBecause(provider);
        if (reason.isPresent()) {
            throw new TransportException(
                    "the transport \"" + name + "\"" + from + " cannot work here: " + reason.get());
        }
        return provider;
    }

    private TransportProvider unnamed() {
        List<TransportProvider> available = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (TransportProvider provider : found.usable()) {
            unavailableBecause(provider)
                    .ifPresentOrElse(
                            reason -> reasons.add(provider.name() + " cannot work here: " + reason),
                            () -> available.add(provider));
        }
        if (available.isEmpty()) {
            throw new TransportException("no transport can be used; " + present()
                    + reasons.stream().map(reason -> "; " + reason).collect(Collectors.joining())
                    + "; add the dependency dev.procession:procession-transport-pipe");
        }
        if (available.stream().anyMatch(provider -> provider.name().equals(PREFERRED))) {
            return named(PREFERRED, " (the default)");
        }
        return mostPreferred(available);
    }

    private static TransportProvider mostPreferred(List<TransportProvider> available) {
        int highest =
                available.stream().mapToInt(TransportProvider::preference).max().orElseThrow();
        List<TransportProvider> best = available.stream()
                .filter(provider -> provider.preference() == highest)
                .toList();
        if (best.size() > 1) {
            throw new TransportException("no single best transport: " + classes(best) + " all have preference "
                    + highest
                    + "; name one by the builder's transport(\"" + best.get(0).name() + "\"), the system property "
                    + Transports.PROPERTY + " or the environment variable " + Transports.VARIABLE);
        }
        return best.get(0);
    }

    /** A provider that throws instead of answering cannot work here either, and must not keep the others from it. */
    private static Optional<String> unavailableBecause(TransportProvider provider) {
        try {
            return provider.unavailableBecause();
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("its check failed with " + e);
        }
    }

    private String present() {
        String names = found.usable().isEmpty()
                ? "none is on the class path"
                : "present: "
                        + found.usable().stream()
                                .map(TransportProvider::name)
                                .sorted()
                                .collect(Collectors.joining(", "));
        return found.broken().isEmpty() ? names : names + "; broken: " + String.join(", ", found.broken());
    }

    private static String classes(List<TransportProvider> providers) {
        return providers.stream()
                .map(provider -> provider.name() + " (" + provider.getClass().getName() + ")")
                .sorted()
                .collect(Collectors.joining(" and "));
    }
}
