package dev.procession.core.launch.internal.command;

import dev.procession.core.DebugMode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.log.internal.parent.LogOptions;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is executed to start one child. */
public final class ChildCommand {
    private static final String MAIN = "dev.procession.core.launch.internal.ChildMain";

    /**
     * Opening a named pipe waits for a writer, and ours may have written all and be gone by then: so there is one here, until
     * the pipe has been opened to be read.
     */
    private static final String WRITER_OF_INPUT = "[ ! -p \"$0\" ] || exec 5<>\"$0\"; ";

    /**
     * Moves the pipes to descriptors 3 and 4, where nothing that is printed can touch them; standard output becomes
     * standard error, standard input is the file that stands in the place of the script's name.
     */
    private static final String MOVE_PIPES = WRITER_OF_INPUT + "exec \"$@\" 3<&0 4>&1 0<\"$0\" 5>&- 1>&2";

    /** Keeps Ctrl-C from a child that shares our terminal session; its subprocesses inherit that. */
    private static final String IGNORE_CTRL_C = "trap \"\" INT HUP; ";

    private ChildCommand() {}

    /**
     * The program that starts another in a session without a terminal.
     *
     * @return its path; null if this machine has none
     */
    public static @Nullable String setsid() {
        return Session.LEADER;
    }

    /**
     * The process to start.
     *
     * @param spec what to launch
     * @param argumentFile where {@link #arguments} were written
     * @param input what is opened as the child's standard input
     * @param cookie the mark in the child's environment
     * @return the builder, standard error piped
     * @throws LaunchException if it cannot work; the message says why
     */
    public static ProcessBuilder build(ChildSpec spec, Path argumentFile, Path input, String cookie) {
        ProcessBuilder builder = new ProcessBuilder();
        ChildEnvironment.apply(spec, cookie, builder.environment());
        List<String> command = Shell.forNames(builder.environment().keySet());
        String setsid = Session.LEADER;
        command.add(setsid == null ? IGNORE_CTRL_C.concat(MOVE_PIPES) : MOVE_PIPES);
        command.add(input.toAbsolutePath().toString());
        if (setsid != null) {
            command.add(setsid);
        }
        command.add(java(spec).toString());
        command.add("@".concat(argumentFile.toString()));
        spec.directory().ifPresent(directory -> builder.directory(directory(directory)));
        return builder.command(command);
    }

    /**
     * What a spare has to have in common with a child to take its place.
     *
     * @param spec what would be launched
     * @return the key
     * @throws LaunchException as {@link #build} and {@link #arguments}
     */
    public static CommandKey key(ChildSpec spec) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        ChildEnvironment.apply(spec, "", environment);
        return new CommandKey(
                java(spec).toString(),
                ByteBuffer.wrap(arguments(spec)),
                environment,
                spec.directory().map(directory -> directory(directory).getAbsolutePath()),
                spec.input().isPipe());
    }

    private static Path java(ChildSpec spec) {
        Path home = spec.javaHome().orElseGet(() -> Path.of(System.getProperty("java.home")));
        Path java = home.resolve("bin").resolve("java").toAbsolutePath();
        if (!Files.isExecutable(java)) {
            throw new LaunchException("There is no executable Java at " + java + ": set javaHome to the folder of a JDK"
                    + " or JRE that has bin/java");
        }
        return java;
    }

    private static File directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new LaunchException("The child's working directory " + directory.toAbsolutePath()
                    + " is not a folder: create it or" + " name another");
        }
        return directory.toAbsolutePath().toFile();
    }

    /**
     * What stands in the argument file: options from the weakest to the strongest, class path, main class.
     *
     * @param spec what to launch
     * @return the file's bytes
     * @throws LaunchException if an argument cannot be written in the platform's encoding
     * @throws IllegalArgumentException if the options for all children have one that cannot be used
     */
    public static byte[] arguments(ChildSpec spec) {
        List<String> asked = new ArrayList<>(JvmOptions.forAll());
        asked.addAll(spec.jvmOptions());
        List<String> arguments = new ArrayList<>();
        if (asked.stream().noneMatch(ChildCommand::choosesCollector)) {
            arguments.add("-XX:+UseSerialGC");
        }
        arguments.add("-XX:-UsePerfData");
        arguments.add("-Xshare:auto");
        long heap = spec.maxHeapBytes();
        arguments.add(
                "-Xmx" + (heap == 0 ? MemoryLimit.heapFor(Runtime.getRuntime().availableProcessors()) : heap));
        arguments.addAll(spec.programOptions());
        arguments.addAll(InheritedOptions.own());
        arguments.addAll(debugging(spec.debug()));
        arguments.addAll(LogOptions.of(spec.logs(), spec.logLevels(), asked));
        arguments.addAll(asked);
        arguments.add("-cp");
        arguments.add(ChildClassPath.of(spec));
        arguments.add(MAIN);
        return ArgumentFile.encode(arguments);
    }

    private static List<String> debugging(DebugMode mode) {
        if (mode == DebugMode.OFF) {
            return List.of();
        }
        String suspend = mode == DebugMode.SUSPEND ? "y" : "n";
        return List.of("-agentlib:jdwp=transport=dt_socket,server=y,suspend=" + suspend + ",address=127.0.0.1:0");
    }

    private static boolean choosesCollector(String option) {
        return option.startsWith("-XX:+Use") && option.endsWith("GC");
    }

    /** Where {@code setsid} is, which starts a program in a session without a terminal. */
    private static final class Session {
        static final @Nullable String LEADER = find();

        private static @Nullable String find() {
            String path = System.getenv("PATH");
            List<String> folders = new ArrayList<>(List.of("/usr/bin", "/bin"));
            if (path != null) {
                folders.addAll(List.of(path.split(File.pathSeparator, -1)));
            }
            for (String folder : folders) {
                File candidate = new File(folder, "setsid");
                if (candidate.isAbsolute() && candidate.canExecute()) {
                    return candidate.getPath();
                }
            }
            return null;
        }
    }
}
