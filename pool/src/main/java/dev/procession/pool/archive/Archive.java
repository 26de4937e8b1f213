package dev.procession.pool.archive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An archive that fits a worker.
 *
 * @param file the archive
 * @param jars what has to stand at the head of the worker's class path, in order
 */
public record Archive(Path file, List<Path> jars) {
    /** Since this version the JVM says under another tag why it does not use an archive. */
    private static final int LOGS_AS_AOT = 25;

    /**
     * The options by which a JVM uses the archive. One that cannot use it starts as without, and is silent about it.
     *
     * @param javaVersion the feature version of that JVM
     * @return the options, weaker than those that a user gives
     */
    public List<String> options(int javaVersion) {
        List<String> options = silence(javaVersion);
        options.add("-XX:SharedArchiveFile=" + file);
        return options;
    }

    /** What keeps a JVM from writing about archives to the standard streams. */
    static List<String> silence(int javaVersion) {
        List<String> options =
                new ArrayList<>(List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off"));
        if (javaVersion >= LOGS_AS_AOT) {
            options.add("-Xlog:aot=off");
        }
        return options;
    }
}
