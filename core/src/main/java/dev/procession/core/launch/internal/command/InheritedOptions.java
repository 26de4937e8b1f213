package dev.procession.core.launch.internal.command;

import dev.procession.core.log.internal.parent.LogOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of this JVM's options its children get. A list of what is taken, not of what is dropped: a second JVM with an
 * inherited debugger, JMX port, agent, log file or collector would fail or do harm, and new such options appear with each
 * JDK.
 */
public final class InheritedOptions {
    private static final List<String> TAKEN = List.of(
            "-D",
            "-ea",
            "-enableassertions",
            "-da",
            "-disableassertions",
            "-esa",
            "-enablesystemassertions",
            "-dsa",
            "-disablesystemassertions",
            "--add-",
            "--patch-module=",
            "--limit-modules=",
            "--enable-preview",
            "--enable-native-access=",
            "--illegal-native-access=",
            "--sun-misc-unsafe-memory-access=",
            "-XX:+IgnoreUnrecognizedVMOptions");
    private static final List<String> DROPPED = List.of(
            "-Dcom.sun.management.",
            "-Djava.rmi.server.",
            "-Djava.class.path=",
            "-Djdk.module.",
            "-Dsun.java.command=");

    private InheritedOptions() {}

    private static final class Own {
        private static final List<String> OPTIONS = filter(OwnOptions.read());
    }

    /**
     * The options of this JVM that its children get.
     *
     * @return the options in order
     */
    public static List<String> own() {
        return Own.OPTIONS;
    }

    /** What is inherited of some options. */
    static List<String> filter(List<String> options) {
        List<String> taken = new ArrayList<>();
        for (String option : options) {
            if (startsWithAny(option, TAKEN) && !startsWithAny(option, DROPPED) && !LogOptions.isOurs(option)) {
                taken.add(option);
            }
        }
        return List.copyOf(taken);
    }

    private static boolean startsWithAny(String option, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (option.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
