package dev.procession.examples.soak;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, heard before the JVM ends of it: a shutdown hook would come too late, when the pools' workers are ended beside it. By
 * {@code sun.misc.Signal}, which the JDK has but does not let a compiler see without a warning.
 */
final class InterruptSignal {
    private InterruptSignal() {}

    /** Has this done at the first one; the second ends the JVM as usual. Without effect where the JVM cannot do it. */
    static void once(Runnable deed) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object interrupt = signal.getConstructor(String.class).newInstance("INT");
            Object usual = handler.getField("SIG_DFL").get(null);
            Object ours = Proxy.newProxyInstance(
                    InterruptSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handle(signal, handler, interrupt, usual);
                            deed.run();
                        }
                        return method.getReturnType() == boolean.class
                                ? proxy == first(arguments)
                                : ofObject(method.getName());
                    });
            handle(signal, handler, interrupt, ours);
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.getLogger(InterruptSignal.class.getName())
                    .log(System.Logger.Level.DEBUG, "Ctrl-C will end this without a verdict", e);
        }
    }

    private static void handle(Class<?> signal, Class<?> handler, Object which, Object how)
            throws ReflectiveOperationException {
        signal.getMethod("handle", signal, handler).invoke(null, which, how);
    }

    private static @Nullable Object first(Object @Nullable [] arguments) {
        return arguments == null ? null : arguments[0];
    }

    private static @Nullable Object ofObject(String method) {
        return switch (method) {
            case "hashCode" -> 1;
            case "toString" -> "the soak's";
            default -> null;
        };
    }
}
