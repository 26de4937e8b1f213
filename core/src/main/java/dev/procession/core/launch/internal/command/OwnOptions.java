package dev.procession.core.launch.internal.command;

import dev.procession.core.launch.internal.supervise.ProcFile;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options that this JVM was started with. {@code RuntimeMXBean} knows them all, but its first use costs 16 to 20 ms;
 * {@code /proc/self/cmdline} costs 0.3 ms and is enough unless options came by file.
 */
final class OwnOptions {
    private OwnOptions() {}

    /** All options in the order of their weight, the last ones the strongest. */
    static List<String> read() {
        String line = ProcFile.read("/proc/self/cmdline", ArgumentFile.encoding());
        List<String> options = line == null || !fromLauncher(line) ? null : parse(line.split("\0", -1));
        return options == null ? ManagementFactory.getRuntimeMXBean().getInputArguments() : options;
    }

    private static boolean fromLauncher(String line) {
        int end = line.indexOf('\0');
        return end > 0 && (line.startsWith("java\0") || line.substring(0, end).endsWith("/java"));
    }

    private static @Nullable List<String> parse(String[] line) {
        List<String> options = new ArrayList<>(variable("JAVA_TOOL_OPTIONS"));
        options.addAll(variable("JDK_JAVA_OPTIONS"));
        for (int i = 1; i < line.length; i++) {
            String word = line[i];
            if ((!word.startsWith("-") && !word.startsWith("@")) || JvmOptions.namesProgram(word)) {
                break;
            }
            boolean pair = JvmOptions.takesValue(word) && i + 1 < line.length;
            options.add(pair ? word + "=" + line[++i] : word);
        }
        options.addAll(variable("_JAVA_OPTIONS"));
        return options.stream().anyMatch(OwnOptions::namesFile) ? null : options;
    }

    private static List<String> variable(String name) {
        String value = System.getenv(name);
        return value == null ? List.of() : OptionString.split(value);
    }

    private static boolean namesFile(String option) {
        return option.startsWith("@") || option.startsWith("-XX:Flags=") || option.startsWith("-XX:VMOptionsFile=");
    }
}
