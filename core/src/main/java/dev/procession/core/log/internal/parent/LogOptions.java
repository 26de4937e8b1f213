package dev.procession.core.log.internal.parent;

import dev.procession.core.log.LogListener;
import dev.procession.core.log.internal.LogLevels;
import dev.procession.core.log.internal.LogProperties;
import dev.procession.core.log.internal.child.ChildLogging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options by which a child's JVM finds our log handlers, should it ever log: properties alone, so that a child that does
 * not log pays for nothing.
 */
public final class LogOptions {
    private static final int INFO = System.Logger.Level.INFO.getSeverity();
    private static final String JUL = "-Djava.util.logging.";
    private static final String MANAGER = JUL + "manager=";
    private static final String PROVIDER = "-Dslf4j.provider=";
    private static final String VERBOSITY = "-Dslf4j.internal.verbosity=";

    /** A name, since the class needs SLF4J. */
    private static final String PROVIDER_CLASS = "dev.procession.core.log.internal.child.RelayProvider";

    /** What a child does not hand on: it gives its own children options of its own. */
    private static final List<String> OURS =
            List.of("-D" + LogProperties.PREFIX, MANAGER + ChildLogging.class.getName(), PROVIDER + PROVIDER_CLASS);

    private LogOptions() {}

    /**
     * Whether an option is one of these.
     *
     * @param option an option of this JVM
     * @return true if children must not inherit it
     */
    public static boolean isOurs(String option) {
        return OURS.stream().anyMatch(option::startsWith);
    }

    /**
     * The options for one child.
     *
     * @param listener who is told what it logs
     * @param asked levels by logger's name; the empty name is the root
     * @param options the options that were given for this child; who chooses his own way of logging there keeps it
     * @return the options, weaker than those given
     */
    public static List<String> of(LogListener listener, Map<String, System.Logger.Level> asked, List<String> options) {
        List<String> ours = new ArrayList<>();
        if (listener == LogListener.leftToChild()) {
            return ours;
        }
        boolean toOwn = listener == LogListener.toOwnLoggers();
        String jul = levels(toOwn ? JulLevels.set() : Map.of(), asked);
        if (options.stream().noneMatch(option -> option.startsWith(JUL))) {
            ours.add(MANAGER + ChildLogging.class.getName());
            ours.add("-D" + LogProperties.JUL_LEVELS + "=" + jul);
        }
        if (options.stream().noneMatch(option -> option.startsWith(PROVIDER))) {
            boolean slf4j = toOwn && OwnSlf4j.isThere();
            ours.add(PROVIDER + PROVIDER_CLASS);
            ours.add("-D" + LogProperties.SLF4J_LEVELS + "=" + (slf4j ? levels(Slf4jLevels.set(), asked) : jul));
            ours.add(VERBOSITY + "WARN"); // or SLF4J would print which provider it was given
        }
        return ours;
    }

    private static String levels(Map<String, Integer> own, Map<String, System.Logger.Level> asked) {
        Map<String, Integer> all = new TreeMap<>(own);
        asked.forEach((name, level) -> all.put(name, level.getSeverity()));
        return LogLevels.of(INFO, all).toString();
    }
}
