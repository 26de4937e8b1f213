package dev.procession.pool.parent;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says, when the JVM ends by itself, that a pool was left open and tasks are lost by it. Printed, not logged: loggers may
 * have been closed by then. Whoever ends the JVM by a signal knows what he does, and is told nothing.
 */
final class ExitNotice {
    private final Thread hook;

    /**
     * A notice that is not posted yet.
     *
     * @param pool the pool's name
     * @param text asked for when the JVM ends: what to say, if anything
     */
    ExitNotice(String pool, Supplier<Optional<String>> text) {
        hook = new Thread(() -> print(text.get()), "procession-" + pool + "-exit");
    }

    private static void print(Optional<String> text) {
        if (text.isPresent() && !isEndedBySignal()) {
            System.err.println(text.get());
        }
    }

    /** The JVM runs what a signal asks for on a thread that has the signal's name. */
    private static boolean isEndedBySignal() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .anyMatch(name -> name.startsWith("SIG") && name.endsWith(" handler"));
    }

    /** From now on it is heeded. */
    void post() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and starts no workers any more.
        }
    }

    /** The pool was closed. */
    void withdraw() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs, and finds nothing to say.
        }
    }
}
