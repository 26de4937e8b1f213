package dev.procession.core.launch.internal.command;

import dev.procession.core.launch.ChildSpec;
import java.util.List;
import java.util.Map;

/** The child's environment: this process's own, without what would reach into every JVM below, plus our marks. */
public final class ChildEnvironment {
    /** Carries how many launches deep a process is. */
    public static final String DEPTH = "PROCESSION_DEPTH";

    /** Carries the cookies of all children that a process descends from, each ended by a semicolon. */
    public static final String COOKIE = "PROCESSION_COOKIE";

    /** The JVM reads these by itself; what of them is inheritable reaches the child in its argument file. */
    private static final List<String> JVM_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private ChildEnvironment() {}

    /**
     * How deep this process is.
     *
     * @return 0 for one that no Procession program launched, directly or not
     */
    public static int ownDepth() {
        String depth = System.getenv(DEPTH);
        try {
            return depth == null ? 0 : Math.max(0, Integer.parseInt(depth));
        } catch (NumberFormatException notOurs) {
            return 0;
        }
    }

    static void apply(ChildSpec spec, String cookie, Map<String, String> environment) {
        environment.keySet().removeAll(JVM_VARIABLES);
        spec.environment().forEach((name, value) -> {
            if (value == null) {
                environment.remove(name);
            } else {
                environment.put(name, value);
            }
        });
        environment.put(DEPTH, Integer.toString(ownDepth() + 1));
        String inherited = System.getenv(COOKIE);
        environment.put(COOKIE, inherited == null ? cookie : inherited + cookie);
    }
}
