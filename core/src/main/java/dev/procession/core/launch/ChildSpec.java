package dev.procession.core.launch;

import dev.procession.core.DebugMode;
import dev.procession.core.OutputListener;
import dev.procession.core.log.LogListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to launch: a program, what it is given, and how its JVM is set up. Immutable. */
public final class ChildSpec {
    /**
     * The system property with options for the JVMs of all children, as in {@code -Dprocession.jvmOptions="-Xss2m -Dx=y"}:
     * above what they inherit, below {@link ChildSpecBuilder#jvmOptions}. Split at spaces, with quotes as in {@code JAVA_TOOL_OPTIONS}.
     */
    public static final String JVM_OPTIONS_PROPERTY = "procession.jvmOptions";

    private final String name;
    private final String program;
    private final byte[] payload;
    private final boolean daemon;
    private final List<String> jvmOptions;
    private final List<String> programOptions;
    private final long maxHeapBytes;
    private final Map<String, @Nullable String> environment;
    private final @Nullable Path directory;
    private final List<Path> classPath;
    private final List<Path> classPathFirst;
    private final @Nullable Path javaHome;
    private final @Nullable ClassLoader classLoader;
    private final List<Class<?>> needed;
    private final OutputListener output;
    private final LogListener logs;
    private final Map<String, System.Logger.Level> logLevels;
    private final ChildInput input;
    private final @Nullable DebugMode debug;

    ChildSpec(ChildSpecBuilder builder) {
        name = builder.name;
        program = builder.program;
        payload = builder.payload;
        daemon = builder.daemon;
        jvmOptions = List.copyOf(builder.jvmOptions);
        programOptions = builder.programOptions;
        maxHeapBytes = builder.maxHeapBytes;
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(builder.environment));
        directory = builder.directory;
        classPath = builder.classPath;
        classPathFirst = builder.classPathFirst;
        javaHome = builder.javaHome;
        classLoader = builder.classLoader;
        needed = List.copyOf(builder.needed);
        output = builder.output;
        logs = builder.logs;
        logLevels = Map.copyOf(builder.logLevels);
        input = builder.input;
        debug = builder.debug;
    }

    /**
     * The same for another child.
     *
     * @param otherName its name: 1 to 256 characters, none of them a control character
     * @param otherPayload what its program is given, copied
     * @return the specification
     */
    public ChildSpec with(String otherName, byte[] otherPayload) {
        return new ChildSpecBuilder(this, otherName).payload(otherPayload).build();
    }

    /**
     * Starts a specification.
     *
     * @param name the child's name: 1 to 256 characters, none of them a control character
     * @param program what it runs: public, with a public constructor without arguments
     * @return the builder
     */
    public static ChildSpecBuilder builder(String name, Class<? extends ChildProgram> program) {
        return new ChildSpecBuilder(name, program.getName())
                .classLoader(program.getClassLoader())
                .needs(program);
    }

    /**
     * Starts a specification of a program that this process need not be able to load.
     *
     * @param name the child's name: 1 to 256 characters, none of them a control character
     * @param program the name of a public {@link ChildProgram} class with a public constructor without arguments
     * @return the builder
     */
    public static ChildSpecBuilder builder(String name, String program) {
        return new ChildSpecBuilder(name, program);
    }

    /**
     * The child's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The class that the child runs.
     *
     * @return the name of a {@link ChildProgram}
     */
    public String program() {
        return program;
    }

    /**
     * What the program is given.
     *
     * @return a copy of the bytes
     */
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * Whether this JVM may end while the child runs.
     *
     * @return true if the child is then killed; false if this JVM's normal end waits for it
     */
    public boolean daemon() {
        return daemon;
    }

    /**
     * Options for the child's JVM, after and above those that it inherits.
     *
     * @return the options in order
     */
    public List<String> jvmOptions() {
        return jvmOptions;
    }

    /**
     * What the JVM needs for the program to run at all.
     *
     * @return the options in order
     */
    public List<String> programOptions() {
        return programOptions;
    }

    /**
     * The child's largest heap.
     *
     * @return the bytes; 0 for the default
     */
    public long maxHeapBytes() {
        return maxHeapBytes;
    }

    /**
     * Changes to the inherited environment.
     *
     * @return the values by name; null removes
     */
    public Map<String, @Nullable String> environment() {
        return environment;
    }

    /**
     * The child's working directory.
     *
     * @return the directory; empty for this process's own
     */
    public Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    /**
     * The explicit class path.
     *
     * @return the entries in order; none if it is to be derived from this process
     */
    public List<Path> classPath() {
        return classPath;
    }

    /**
     * What stands at the head of the class path, if it is on it at all.
     *
     * @return the entries in order; usually none
     */
    public List<Path> classPathFirst() {
        return classPathFirst;
    }

    /**
     * The Java installation that runs the child.
     *
     * @return its home; empty for this process's own
     */
    public Optional<Path> javaHome() {
        return Optional.ofNullable(javaHome);
    }

    /**
     * The loader whose classes the child needs; the class path is derived from it.
     *
     * @return the loader; empty for the application's
     */
    public Optional<ClassLoader> classLoader() {
        return Optional.ofNullable(classLoader);
    }

    /**
     * Classes whose jars and folders are on the class path, whatever else is.
     *
     * @return the classes
     */
    public List<Class<?>> needed() {
        return needed;
    }

    /**
     * Who is told what the child prints.
     *
     * @return the listener
     */
    public OutputListener output() {
        return output;
    }

    /**
     * Who is told what the child logs.
     *
     * @return the listener
     */
    public LogListener logs() {
        return logs;
    }

    /**
     * From which level on the child logs, where that was said.
     *
     * @return the levels by logger's name; the empty name is the root
     */
    public Map<String, System.Logger.Level> logLevels() {
        return logLevels;
    }

    /**
     * What the child's standard input is.
     *
     * @return the input
     */
    public ChildInput input() {
        return input;
    }

    /**
     * Whether a debugger can attach to the child.
     *
     * @return the mode; what the system property says if none was set
     */
    public DebugMode debug() {
        return debug == null ? DebugMode.byDefault() : debug;
    }

    /**
     * Checks that the class path that was set is there, as the builders of pools and processes do. An entry may be all jars of
     * a folder, as {@code lib/*}.
     *
     * @throws IllegalArgumentException if an entry is not there
     */
    public void requireClassPath() {
        for (Path entry : classPath) {
            Path real = entry.endsWith("*") ? entry.toAbsolutePath().getParent() : entry;
            if (real == null || !Files.exists(real)) {
                throw new IllegalArgumentException("classPath has the entry " + entry.toAbsolutePath()
                        + ", which is not there: build it first, or correct the path");
            }
        }
    }

    @Override
    public String toString() {
        return "child '" + name + "' running " + program;
    }
}
