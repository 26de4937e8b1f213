package dev.procession.core.launch.internal.command;

import dev.procession.core.launch.ChildSpec;
import java.util.List;
import java.util.Set;

/**
 * Looks at the options that somebody wants for a JVM, of which the launcher says itself what it runs: one that the Java
 * launcher would answer itself, with exit code 0, would look like a program that has done its work.
 */
public final class JvmOptions {
    private static final Set<String> CLASS_PATHS = Set.of("-cp", "-classpath", "--class-path");

    private static final Set<String> PROGRAMS = Set.of("-jar", "-m", "--module");

    /** Has the first file that follows compiled and run; other options may stand between. */
    private static final String SOURCE = "--source";

    /** Those whose value can be the next element, besides the above. */
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

    /** Those that print or check something in place of running a program. */
    private static final Set<String> ANSWERED = Set.of(
            "-version",
            "--version",
            "-fullversion",
            "--full-version",
            "-Xinternalversion",
            "-h",
            "-?",
            "-help",
            "--help",
            "--help-extra",
            "-X",
            "-Xlog:help",
            "-Xshare:dump",
            "-d",
            "--describe-module",
            "--list-modules",
            "--validate-modules",
            "--dry-run");

    private JvmOptions() {}

    /** Whether an option of a command line takes the next element as its value, before the main program is named. */
    static boolean takesValue(String option) {
        return WITH_VALUE.contains(option) || CLASS_PATHS.contains(option) || option.equals(SOURCE);
    }

    /** Whether an option is followed by the main program. */
    static boolean namesProgram(String option) {
        return PROGRAMS.contains(option);
    }

    /**
     * The options for all children.
     *
     * @return those of the system property
     * @throws IllegalArgumentException if the launcher cannot use one of them
     */
    public static List<String> forAll() {
        return checked(
                "the system property " + ChildSpec.JVM_OPTIONS_PROPERTY,
                OptionString.split(System.getProperty(ChildSpec.JVM_OPTIONS_PROPERTY, "")));
    }

    /**
     * Where options for all children come from, for the message of a JVM that takes some option for wrong.
     *
     * @return a piece of a list, ending with "or"; empty if there are none
     */
    public static String forAllInWords() {
        String options = System.getProperty(ChildSpec.JVM_OPTIONS_PROPERTY, "");
        return options.isBlank()
                ? ""
                : "the system property " + ChildSpec.JVM_OPTIONS_PROPERTY + ", which is " + options + ", or ";
    }

    /**
     * The same options, if the launcher can use them.
     *
     * @param where who has them, for the message
     * @param options the options, one an element
     * @return them
     * @throws IllegalArgumentException if it cannot use one of them
     */
    public static List<String> checked(String where, List<String> options) {
        String before = "";
        for (String option : options) {
            if (option.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(where + " has " + option.replace("\0", "\\0")
                        + ", with a \\0, which would end it for the system: leave that out");
            }
            if (!WITH_VALUE.contains(before)) {
                check(where, option);
            }
            before = option;
        }
        return options;
    }

    private static void check(String where, String option) {
        int end = option.startsWith("--") ? option.indexOf('=') : -1;
        String name = end < 0 ? option : option.substring(0, end);
        String trouble = null;
        if (CLASS_PATHS.contains(name)) {
            trouble = option + ", which would have no effect: call classPath(...) on the builder";
        } else if (PROGRAMS.contains(name) || name.equals(SOURCE)) {
            trouble = option
                    + ", but what the JVM runs is given to the builder: leave it out, and put jars on classPath(...)";
        } else if (ANSWERED.contains(name)) {
            trouble = option + ", with which Java prints or checks something and runs no program: leave it out";
        } else if (option.startsWith("@")) {
            trouble = option + ", but Java reads no argument file within another, which is where this would stand: give"
                    + " the options themselves, or -XX:VMOptionsFile=" + option.substring(1);
        } else if (!option.startsWith("-")) {
            trouble =
                    "'" + option + "', which is no option: the JVM would take it for its main class. Options begin with"
                            + " -, one is one element";
        }
        if (trouble != null) {
            throw new IllegalArgumentException(where + " has " + trouble);
        }
    }
}
