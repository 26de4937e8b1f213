package dev.procession.core.launch;

import dev.procession.core.OutputListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to launch: a program, what it is given, and how its JVM is set up. Immutable. */
public final class ChildSpec {
    /**
     * The system property with options for the JVMs of all children, as in {@code -Dprocession.jvmOptions="-Xss2m -Dx=y"}:
     * above what they inherit, below {@link Builder#jvmOptions}. Split at spaces, with quotes as in {@code JAVA_TOOL_OPTIONS}.
     */
    public static final String JVM_OPTIONS_PROPERTY = "procession.jvmOptions";

    /** A longer name or class name would not fit into the launch ticket. */
    private static final int MAX_NAME = 256;

    /** HotSpot refuses less, whichever the garbage collector. */
    private static final long LEAST_HEAP = 2 << 20;

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

    private ChildSpec(Builder builder) {
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
    }

    /**
     * The same for another child.
     *
     * @param otherName its name: 1 to 256 characters, none of them a control character
     * @param otherPayload what its program is given, copied
     * @return the specification
     */
    public ChildSpec with(String otherName, byte[] otherPayload) {
        return new Builder(this, otherName).payload(otherPayload).build();
    }

    /**
     * Starts a specification.
     *
     * @param name the child's name: 1 to 256 characters, none of them a control character
     * @param program what it runs: public, with a public constructor without arguments
     * @return the builder
     */
    public static Builder builder(String name, Class<? extends ChildProgram> program) {
        return new Builder(name, program.getName())
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
    public static Builder builder(String name, String program) {
        return new Builder(name, program);
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

    @Override
    public String toString() {
        return "child '" + name + "' running " + program;
    }

    /** Collects a {@link ChildSpec}. Not thread-safe. */
    public static final class Builder {
        private String name;
        private final String program;
        private byte[] payload = {};
        private boolean daemon = true;
        private final List<String> jvmOptions = new ArrayList<>();
        private List<String> programOptions = List.of();
        private long maxHeapBytes;
        private final Map<String, @Nullable String> environment = new LinkedHashMap<>();
        private @Nullable Path directory;
        private List<Path> classPath = List.of();
        private List<Path> classPathFirst = List.of();
        private @Nullable Path javaHome;
        private @Nullable ClassLoader classLoader;
        private final List<Class<?>> needed = new ArrayList<>();
        private OutputListener output = OutputListener.toStandardError();

        private Builder(String name, String program) {
            this.name = checkName("name", name);
            this.program = checkName("program", program);
        }

        private Builder(ChildSpec other, String name) {
            this(name, other.program);
            daemon = other.daemon;
            jvmOptions.addAll(other.jvmOptions);
            programOptions = other.programOptions;
            maxHeapBytes = other.maxHeapBytes;
            environment.putAll(other.environment);
            directory = other.directory;
            classPath = other.classPath;
            classPathFirst = other.classPathFirst;
            javaHome = other.javaHome;
            classLoader = other.classLoader;
            needed.addAll(other.needed);
            output = other.output;
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
        public Builder name(String value) {
            name = checkName("name", value);
            return this;
        }

        /**
         * Sets what the program is given.
         *
         * @param value the bytes, copied
         * @return this
         */
        public Builder payload(byte[] value) {
            payload = require(value, "payload").clone();
            return this;
        }

        /**
         * Sets whether this JVM may end while the child runs. The default is true: the child is then killed.
         *
         * @param value false to let this JVM's normal end wait for the child
         * @return this
         */
        public Builder daemon(boolean value) {
            daemon = value;
            return this;
        }

        /**
         * Adds options for the child's JVM, after and above those that it inherits and those of the system property {@value
         * ChildSpec#JVM_OPTIONS_PROPERTY}.
         *
         * @param value the options, one an element
         * @return this
         */
        public Builder jvmOptions(List<String> value) {
            jvmOptions.addAll(requireAll(value, "jvmOptions"));
            return this;
        }

        /**
         * Sets what the JVM needs for the program to run at all, such as the options of a transport. They stand before those
         * that the child inherits and before {@link #jvmOptions}, and are weaker.
         *
         * @param value the options, one an element; replaces those set before
         * @return this
         */
        public Builder programOptions(List<String> value) {
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
        public Builder maxHeapBytes(long value) {
            if (value != 0 && value < LEAST_HEAP) {
                throw new IllegalArgumentException(
                        "The largest heap is " + value + " bytes, but no JVM starts with less" + " than " + LEAST_HEAP
                                + " (2 MiB): give it more, or 0 for the default");
            }
            maxHeapBytes = value;
            return this;
        }

        /**
         * Adds to the environment that the child inherits.
         *
         * @param additions values by name; null removes an inherited one
         * @return this
         */
        public Builder environment(Map<String, ? extends @Nullable String> additions) {
            require(additions, "environment").keySet().forEach(name -> require(name, "the name of a variable"));
            environment.putAll(additions);
            return this;
        }

        /**
         * Sets the child's working directory. The default is this process's own.
         *
         * @param value an existing directory
         * @return this
         */
        public Builder directory(Path value) {
            directory = require(value, "directory");
            return this;
        }

        /**
         * Sets the whole class path instead of deriving it. Only what the child itself {@link #needs} is added to it.
         *
         * @param value jars and class folders in order
         * @return this
         */
        public Builder classPath(List<Path> value) {
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
        public Builder classPathFirst(List<Path> value) {
            classPathFirst = List.copyOf(requireAll(value, "classPathFirst"));
            return this;
        }

        /**
         * Sets the Java installation that runs the child. The default is this process's own.
         *
         * @param value the folder that has {@code bin/java}
         * @return this
         */
        public Builder javaHome(Path value) {
            javaHome = require(value, "javaHome");
            return this;
        }

        /**
         * Sets the loader whose classes the child needs.
         *
         * @param value the loader; null for the application's
         * @return this
         */
        public Builder classLoader(@Nullable ClassLoader value) {
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
        public Builder needs(Class<?>... types) {
            needed.addAll(requireAll(Arrays.asList(require(types, "types")), "types"));
            return this;
        }

        /**
         * Sets who is told what the child prints. The default prints it to this process's standard error.
         *
         * @param value the listener
         * @return this
         */
        public Builder output(OutputListener value) {
            output = require(value, "output");
            return this;
        }

        /**
         * Ends the specification.
         *
         * @return the specification
         */
        public ChildSpec build() {
            return new ChildSpec(this);
        }
    }
}
