package dev.procession.core.channel;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds and chooses transports. The choice: the name given > system property {@value #PROPERTY} > environment variable
 * {@value #VARIABLE} > {@code pipe} when it is there > the highest {@link TransportProvider#preference()}.
 */
public final class Transports {
    /** The system property that names the transport. */
    public static final String PROPERTY = "procession.transport";

    /** The environment variable that names the transport. */
    public static final String VARIABLE = "PROCESSION_TRANSPORT";

    /** More providers that cannot be loaded than this, and the search ends. */
    private static final int MOST_BROKEN = 100;

    private Transports() {}

    /**
     * Chooses a transport in this process.
     *
     * @param name the transport's name; null to follow property, environment and preference
     * @param loader where to look first; null for the thread's context loader. Procession's own loader is searched too
     * @return the transport, which can work here
     * @throws TransportException if there is none, if it cannot work here, or if two are equally good; the message says
     *     what to do
     */
    public static TransportProvider choose(@Nullable String name, @Nullable ClassLoader loader) {
        ClassLoader first = loader != null ? loader : Thread.currentThread().getContextClassLoader();
        return new TransportChoice(find(first), System::getProperty, System::getenv).choose(name);
    }

    /**
     * Makes the provider that the other process chose.
     *
     * @param className the provider's class
     * @param loader what loads it
     * @return a new provider
     * @throws TransportException if there is no such class, or it is no provider
     */
    public static TransportProvider byClassName(String className, ClassLoader loader) {
        try {
            return Class.forName(className, true, loader)
                    .asSubclass(TransportProvider.class)
                    .getConstructor()
                    .newInstance();
        } catch (InvocationTargetException e) {
            throw unmakeable(className, e.getCause());
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            throw unmakeable(className, e);
        }
    }

    private static TransportException unmakeable(String className, @Nullable Throwable cause) {
        return new TransportException(
                ErrorCode.TRANSPORT_UNAVAILABLE,
                "the transport " + className + " cannot be made in this process (" + cause
                        + "); its jar has to be on the class path of both processes, and the class needs a public"
                        + " constructor without arguments",
                cause);
    }

    /** All providers that load, each class once; what is wrong with the others. */
    static FoundTransports find(@Nullable ClassLoader first) {
        List<TransportProvider> found = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        collect(ServiceLoader.load(TransportProvider.class, first), found, broken);
        ClassLoader own = Transports.class.getClassLoader();
        if (own != first) {
            collect(ServiceLoader.load(TransportProvider.class, own), found, broken);
        }
        return new FoundTransports(found, broken);
    }

    private static void collect(
            ServiceLoader<TransportProvider> providers, List<TransportProvider> found, List<String> broken) {
        var iterator = providers.iterator();
        while (broken.size() < MOST_BROKEN) {
            try {
                if (!iterator.hasNext()) {
                    return;
                }
                TransportProvider next = iterator.next();
                if (found.stream().noneMatch(known -> sameClass(known, next))) {
                    found.add(next);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                broken.add(String.valueOf(e.getMessage()));
            }
        }
    }

    /** By name: two loaders may each have the same class. */
    private static boolean sameClass(TransportProvider one, TransportProvider other) {
        return one.getClass().getName().equals(other.getClass().getName());
    }

    /**
     * What the search gave.
     *
     * @param usable the providers that load
     * @param broken what is wrong with those that do not
     */
    record FoundTransports(List<TransportProvider> usable, List<String> broken) {}
}
