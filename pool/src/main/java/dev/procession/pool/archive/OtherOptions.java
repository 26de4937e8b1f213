package dev.procession.pool.archive;

import dev.procession.core.DebugMode;
import dev.procession.core.launch.ChildSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of the user beside which an archive of ours has no place: a JVM may refuse both together, or trust in neither. */
final class OtherOptions {
    private static final List<String> BEGINNINGS = List.of(
            "-xshare",
            "-xx:aot",
            "-xx:sharedarchivefile",
            "-xx:archiveclassesatexit",
            "-xx:sharedclasslistfile",
            "-xx:dumploadedclasslist",
            "-xx:+autocreatesharedarchive",
            "-xx:+recorddynamicdumpinfo",
            "-xx:flags=",
            "-xx:vmoptionsfile=",
            "-javaagent",
            "-agentlib",
            "-agentpath",
            "--patch-module",
            "--limit-modules",
            "--upgrade-module-path",
            "@");

    private static final List<String> VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private OtherOptions() {}

    /**
     * Looks through what the user asked for.
     *
     * @throws NoArchiveException if one of the options is such a one
     */
    static void requireNone(ChildSpec worker) throws NoArchiveException {
        if (worker.debug() != DebugMode.OFF) {
            throw new NoArchiveException("a debugger can attach to the workers");
        }
        List<String> words = new ArrayList<>(worker.jvmOptions());
        words.addAll(words(System.getProperty(ChildSpec.JVM_OPTIONS_PROPERTY)));
        Map<String, @Nullable String> environment = worker.environment();
        VARIABLES.forEach(name -> words.addAll(words(environment.get(name))));
        for (String word : words) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (BEGINNINGS.stream().anyMatch(lower::startsWith)) {
                throw new NoArchiveException("the workers' JVM option " + word + " leaves no place for one of ours");
            }
        }
    }

    /** Split without regard to quotes: a word too many is no harm. */
    private static List<String> words(@Nullable String options) {
        return options == null
                ? List.of()
                : List.of(options.replace("\"", "").replace("'", "").split("\\s+", -1));
    }
}
