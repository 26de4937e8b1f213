package dev.procession.core.launch;

import java.util.List;
import java.util.Set;

/** Looks at the options that somebody wants for a JVM, of which the launcher says itself what it runs. */
final class JvmOptions {
    private static final Set<String> CLASS_PATHS = Set.of("-cp", "-classpath", "--class-path");

    private static final Set<String> PROGRAMS = Set.of("-jar", "-m", "--module");

    /** Those whose value can be the next element. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--limit-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--patch-module",
            "--enable-native-access");

    private JvmOptions() {}

    /** The same options, if the launcher can use them. */
    static List<String> checked(List<String> options) {
        String before = "";
        for (String option : options) {
            if (!WITH_VALUE.contains(before)) {
                check(option);
            }
            before = option;
        }
        return options;
    }

    private static void check(String option) {
        int end = option.startsWith("--") ? option.indexOf('=') : -1;
        String name = end < 0 ? option : option.substring(0, end);
        if (CLASS_PATHS.contains(name)) {
            throw new IllegalArgumentException(
                    "jvmOptions has " + option + ", which would have no effect: call classPath(...) on the builder");
        }
        if (PROGRAMS.contains(name)) {
            throw new IllegalArgumentException("jvmOptions has " + option
                    + ", but what the JVM runs is given to the builder: leave it out, and put jars on classPath(...)");
        }
        if (!option.startsWith("-") && !option.startsWith("@")) {
            throw new IllegalArgumentException("jvmOptions has '" + option
                    + "', which is no option: the JVM would take it for its main class. Options begin with -, one is one"
                    + " element");
        }
    }
}
