package dev.procession.pool.parent;

import dev.procession.core.DeathCertificate;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.launch.ChildSpec;
import org.jspecify.annotations.Nullable;

/**
 * A worker that did not come so far as to take tasks, put into one message: what happened, what to do, what it printed.
 *
 * @param worker its name and process id
 * @param settings what was asked of it
 * @param inTime whether it failed before the start timeout had passed
 * @param reason what this side noticed
 */
record FailedStart(String worker, PoolSettings settings, boolean inTime, ProcessionException reason) {
    /** What a JVM says before the word of an option that it cannot read, as {@code -Xmx1zz}. */
    private static final String NOT_UNDERSTOOD = "Invalid ";

    /** What a JVM says that got less from the system than its options demand. */
    private static final String NO_MEMORY = "insufficient memory for the Java Runtime Environment";

    /**
     * Words it.
     *
     * @param byItself whether the worker ended without being killed
     * @param certificate its end; null if it has not ended even now
     */
    LaunchException explain(boolean byItself, @Nullable DeathCertificate certificate) {
        String printed = certificate == null ? "" : certificate.outputTail().strip();
        String message = worker + " " + what(byItself, certificate) + advice(printed)
                + (printed.isEmpty() ? "; it printed nothing" : "; it printed:\n" + printed);
        return new LaunchException(ErrorCode.LAUNCH_FAILED, message, byItself ? null : reason);
    }

    private String what(boolean byItself, @Nullable DeathCertificate certificate) {
        if (byItself && certificate != null) {
            boolean hasReason =
                    certificate.crashLog() != null || certificate.outputTail().contains(NO_MEMORY);
            return "ended before it could take tasks, with "
                    + (hasReason ? certificate.reason() : certificate.exit().words());
        }
        return inTime
                ? "cannot take tasks: " + reason.getMessage()
                : "did not report within " + settings.startTimeout()
                        + "; give it longer with ProcessPool.builder().startTimeout(...)";
    }

    /** By what JVMs print, of which the class names and "heap" have been the same for decades. */
    private String advice(String printed) {
        ChildSpec spec = settings.worker();
        if (printed.contains("ClassNotFoundException") || printed.contains("NoClassDefFoundError")) {
            return spec.classPath().isEmpty()
                    ? "; the class path that was derived from this process lacks a class: name all of it with"
                            + " ProcessPool.builder().classPath(...)"
                    : "; the class path given with ProcessPool.builder().classPath(...) lacks a class; it replaces the"
                            + " whole class path of the workers: " + spec.classPath();
        }
        if (!isRefusal(printed) || printed.contains(NO_MEMORY)) {
            return ""; // the reason says it
        }
        if (isTooLarge(printed)) {
            return heap(spec) + "is too large for this machine: lower ProcessPool.builder().maxHeapBytes(...)"
                    + (spec.jvmOptions().isEmpty()
                            ? ""
                            : ", or what ProcessPool.builder().jvmOptions(...) says of memory");
        }
        if (isContradiction(printed)) {
            return heap(spec) + "contradicts another option: lower -Xms in ProcessPool.builder().jvmOptions(...), or"
                    + " raise ProcessPool.builder().maxHeapBytes(...)";
        }
        if (isAboutHeap(printed)) {
            return heap(spec) + "is too small for its JVM: raise ProcessPool.builder().maxHeapBytes(...)";
        }
        String forAll = System.getProperty(ChildSpec.JVM_OPTIONS_PROPERTY, "");
        return "; its JVM refused to start: correct "
                + (spec.jvmOptions().isEmpty()
                        ? ""
                        : "ProcessPool.builder().jvmOptions(...), which are " + spec.jvmOptions() + ", each in a string"
                                + " of its own, or ")
                + (forAll.isBlank()
                        ? ""
                        : "the system property " + ChildSpec.JVM_OPTIONS_PROPERTY + ", which is " + forAll + ", or ")
                + "the options of this process that it inherits";
    }

    private static String heap(ChildSpec spec) {
        return "; its heap, maxHeapBytes(" + spec.maxHeapBytes() + ")"
                + (spec.jvmOptions().isEmpty()
                        ? ", "
                        : " unless an option in " + spec.jvmOptions() + " says otherwise, ");
    }

    /** Whether the JVM did not take its options, which it will not the next time either. */
    static boolean refusedOptions(@Nullable DeathCertificate certificate) {
        String printed = certificate == null ? "" : certificate.outputTail();
        return isRefusal(printed) && !isTooLarge(printed) && !isAboutHeap(printed);
    }

    /** Whether the JVM did not take its heap, or did not get it: with or without an archive. */
    static boolean refusedHeap(@Nullable DeathCertificate certificate) {
        String printed = certificate == null ? "" : certificate.outputTail();
        return isRefusal(printed) && (isTooLarge(printed) || isAboutHeap(printed));
    }

    private static boolean isRefusal(String printed) {
        return printed.contains("initialization of VM")
                || printed.contains("Could not create the Java Virtual Machine")
                || printed.contains(NO_MEMORY);
    }

    private static boolean isTooLarge(String printed) {
        return printed.contains("Could not reserve enough space")
                || printed.contains("exceeds the maximum")
                || printed.contains(NO_MEMORY);
    }

    private static boolean isContradiction(String printed) {
        return printed.contains("larger value than the maximum heap size")
                || printed.contains("Incompatible minimum and maximum heap sizes");
    }

    private static boolean isAboutHeap(String printed) {
        return !printed.contains(NOT_UNDERSTOOD) && (printed.contains("heap") || printed.contains("GC triggered"));
    }
}
