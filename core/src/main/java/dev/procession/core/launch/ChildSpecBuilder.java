package dev.procession.core.launch;

import dev.procession.core.DebugMode;
import dev.procession.core.OutputListener;
import dev.procession.core.launch.internal.command.JvmOptions;
import dev.procession.core.log.LogListener;
import dev.procession.core.log.internal.LogLevels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects a {@link ChildSpec}. Not thread-safe. */
public final class ChildSpecBuilder {
    /** HotSpot refuses less, whichever the garbage collector. */
    private static final long LEAST_HEAP = 2 << 20;

    /** A longer name or class name would not fit into the launch ticket. */
    private static final int MAX_NAME = 256;

    String name;
    final String program;
    byte[] payload = {};
    boolean daemon = true;
    final List<String> jvmOptions = new ArrayList<>();
    List<String> programOptions = List.of();
    long maxHeapBytes;
    final Map<String, @Nullable String> environment = new LinkedHashMap<>();

    @Nullable
    Path directory;

    List<Path> classPath = List.of();
    List<Path> classPathFirst = List.of();

    @Nullable
    Path javaHome;

    @Nullable
    ClassLoader classLoader;

    final List<Class<?>> needed = new ArrayList<>();
    OutputListener output = OutputListener.toStandardError();
    LogListener logs = LogListener.toOwnLoggers();
    final Map<String, System.Logger.Level> logLevels = new LinkedHashMap<>();
    ChildInput input = ChildInput.empty();

    @Nullable
    DebugMode debug;

    ChildSpecBuilder(String name, String program) {
        this.name = checkName("name", name);
        this.program = checkName("program", program);
    }

    ChildSpecBuilder(ChildSpec other, String name) {
        this(name, other.program());
        daemon = other.daemon();
        jvmOptions.addAll(other.jvmOptions());
        programOptions = other.programOptions();
        maxHeapBytes = other.maxHeapBytes();
        environment.putAll(other.environment());
        directory = other.directory().orElse(null);
        classPath = other.classPath();
        classPathFirst = other.classPathFirst();
        javaHome = other.javaHome().orElse(null);
        classLoader = other.classLoader().orElse(null);
        needed.addAll(other.needed());
        output = other.output();
        logs = other.logs();
        logLevels.putAll(other.logLevels());
        input = other.input();
        debug = other.debug();
    }

    private static String checkName(String what, String value) {
        require(value, what);
        if (value.isBlank() || value.length() > MAX_NAME || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A child's " + what + " has 1 to " + MAX_NAME
                    + " characters, none of them a control character; this one has " + value.length() + ": '"
                    + value + "'");
        }
        return value;
    }

    private static <T> T require(T value, String what) {
        return Objects.requireNonNull(value, () -> what + " is null");
    }

    private static void requireVariable(String name, @Nullable String value) {
        require(name, "the name of a variable");
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The name of an environment variable is \"" + name.replace("\0", "\\0")
                    + "\"; it must not be empty, nor contain = or \\0");
        }
        if (value != null && value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The value of the environment variable " + name
                    + " contains \\0, which ends it for the system: leave that out");
        }
    }

    private static <T> List<T> requireAll(List<T> values, String what) {
        require(values, what).forEach(value -> require(value, "an element of " + what));
        return values;
    }

    /**
     * Sets another name.
     *
     * @param value 1 to 256 characters, none of them a control character
     * @return this
     */
    public ChildSpecBuilder name(String value) {
        name = checkName("name", value);
        return this;
    }

    /**
     * Sets what the program is given.
     *
     * @param value the bytes, copied
     * @return this
     */
    public ChildSpecBuilder payload(byte[] value) {
        payload = require(value, "payload").clone();
        return this;
    }

    /**
     * Sets whether this JVM may end while the child runs. The default is true: the child is then killed.
     *
     * @param value false to let this JVM's normal end wait for the child
     * @return this
     */
    public ChildSpecBuilder daemon(boolean value) {
        daemon = value;
        return this;
    }

    /**
     * Adds options for the child's JVM, after and above those that it inherits and those of the system property {@value
     * ChildSpec#JVM_OPTIONS_PROPERTY}.
     *
     * @param value the options, one an element; what an option takes may be the next element
     * @return this
     * @throws IllegalArgumentException if one of them says what runs, or with which class path: the child's own are stronger;
     *     or if with one of them Java runs no program, as with {@code -version}
     */
    public ChildSpecBuilder jvmOptions(List<String> value) {
        jvmOptions.addAll(JvmOptions.checked("jvmOptions", requireAll(value, "jvmOptions")));
        return this;
    }

    /**
     * Sets what the JVM needs for the program to run at all, such as the options of a transport. They stand before those
     * that the child inherits and before {@link #jvmOptions}, and are weaker.
     *
     * @param value the options, one an element; replaces those set before
     * @return this
     */
    public ChildSpecBuilder programOptions(List<String> value) {
        programOptions = List.copyOf(requireAll(value, "programOptions"));
        return this;
    }

    /**
     * Sets the child's largest heap.
     *
     * @param value from 2 MiB, which is the least that a JVM takes, and too little for some garbage collectors; 0 for
     *     the default, {@link LocalLauncher#defaultHeapBytes}
     * @return this
     */
    public ChildSpecBuilder maxHeapBytes(long value) {
        if (value != 0 && value < LEAST_HEAP) {
            throw new IllegalArgumentException("The largest heap is " + value + " bytes, but no JVM starts with less"
                    + " than " + LEAST_HEAP + " (2 MiB): give it more, or 0 for the default");
        }
        maxHeapBytes = value;
        return this;
    }

    /**
     * Adds to the environment that the child inherits.
     *
     * @param additions values by name; null removes an inherited one
     * @return this
     * @throws IllegalArgumentException if a name is empty or contains {@code =}, or a name or value contains NUL
     */
    public ChildSpecBuilder environment(Map<String, ? extends @Nullable String> additions) {
        require(additions, "environment").forEach(ChildSpecBuilder::requireVariable);
        environment.putAll(additions);
        return this;
    }

    /**
     * Sets the child's working directory. The default is this process's own.
     *
     * @param value an existing directory
     * @return this
     */
    public ChildSpecBuilder directory(Path value) {
        directory = require(value, "directory");
        return this;
    }

    /**
     * Sets the whole class path instead of deriving it. Only what the child itself {@link #needs} is added to it.
     *
     * @param value jars and class folders in order
     * @return this
     */
    public ChildSpecBuilder classPath(List<Path> value) {
        classPath = List.copyOf(requireAll(value, "classPath"));
        return this;
    }

    /**
     * Moves entries to the head of the class path, given or derived. The others keep their order; what is not on the
     * class path is not added to it. An archive of classes (class-data sharing) demands such an order.
     *
     * @param value the entries in order, as {@link LocalLauncher#classPath} names them; replaces those set before
     * @return this
     */
    public ChildSpecBuilder classPathFirst(List<Path> value) {
        classPathFirst = List.copyOf(requireAll(value, "classPathFirst"));
        return this;
    }

    /**
     * Sets the Java installation that runs the child. The default is this process's own.
     *
     * @param value the folder that has {@code bin/java}
     * @return this
     */
    public ChildSpecBuilder javaHome(Path value) {
        javaHome = require(value, "javaHome");
        return this;
    }

    /**
     * Sets the loader whose classes the child needs.
     *
     * @param value the loader; null for the application's
     * @return this
     */
    public ChildSpecBuilder classLoader(@Nullable ClassLoader value) {
        classLoader = value;
        return this;
    }

    /**
     * Adds the jars or folders of classes to the class path where they are missing. Those of Procession's core, and of
     * a program that was given as a class, always are.
     *
     * @param types the classes
     * @return this
     */
    public ChildSpecBuilder needs(Class<?>... types) {
        needed.addAll(requireAll(Arrays.asList(require(types, "types")), "types"));
        return this;
    }

    /**
     * Sets who is told what the child prints. The default prints it to this process's standard error.
     *
     * @param value the listener
     * @return this
     */
    public ChildSpecBuilder output(OutputListener value) {
        output = require(value, "output");
        return this;
    }

    /**
     * Sets who is told what the child logs. The default is {@link LogListener#toOwnLoggers()}.
     *
     * @param value the listener
     * @return this
     */
    public ChildSpecBuilder logs(LogListener value) {
        logs = require(value, "the log listener");
        return this;
    }

    /**
     * Sets from which level on a logger of the child logs. Those not named here have the levels of this process's loggers
     * if the child's records go to these, else {@code INFO}.
     *
     * @param logger the logger's name, up to 512 characters of ASCII without spaces, commas and colons; empty for the root
     * @param level the lowest level that is logged
     * @return this
     */
    public ChildSpecBuilder logLevel(String logger, System.Logger.Level level) {
        if (!require(logger, "the name of a logger").isEmpty() && !LogLevels.canBeText(logger)) {
            throw new IllegalArgumentException("The name of a logger has 1 to " + LogLevels.MAX_NAME
                    + " characters, none of them a space, a comma, a colon or beyond ASCII; this one has "
                    + logger.length() + ": '" + logger + "'. Set the level of a logger above it");
        }
        logLevels.put(logger, require(level, "the log level"));
        return this;
    }

    /**
     * Sets what the child's standard input is. The default is empty.
     *
     * @param value the input
     * @return this
     */
    public ChildSpecBuilder input(ChildInput value) {
        input = require(value, "input");
        return this;
    }

    /**
     * Sets whether a debugger can attach to the child. The default is {@link DebugMode#byDefault()}.
     *
     * @param value the mode
     * @return this
     */
    public ChildSpecBuilder debug(DebugMode value) {
        debug = require(value, "debug");
        return this;
    }

    /**
     * Ends the specification.
     *
     * @return the specification
     * @throws IllegalArgumentException if the options for all children, in the system property {@value
     *     ChildSpec#JVM_OPTIONS_PROPERTY}, have one that {@link #jvmOptions} would refuse, or the property {@value
     *     DebugMode#PROPERTY} names no mode
     */
    public ChildSpec build() {
        JvmOptions.forAll();
        ChildSpec built = new ChildSpec(this);
        DebugMode unused = built.debug();
        return built;
    }
}
