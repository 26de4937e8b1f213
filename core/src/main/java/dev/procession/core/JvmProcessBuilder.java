package dev.procession.core;

import dev.procession.core.launch.ChildInput;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.ChildSpecBuilder;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.Spares;
import dev.procession.core.launch.internal.TargetCall;
import dev.procession.core.launch.internal.TargetProgram;
import dev.procession.core.launch.internal.input.GivenInput;
import dev.procession.core.log.LogListener;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes a {@link JvmProcess}. Not thread-safe. */
public final class JvmProcessBuilder {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String UNNAMED = "process";

    private final ChildSpecBuilder spec =
            ChildSpec.builder(UNNAMED, TargetProgram.class).daemon(false);
    private boolean named;
    private @Nullable TargetCall call;
    private @Nullable Supplier<InputStream> feed;
    private ChildInput input = ChildInput.empty();
    private @Nullable StartMethod startMethod;

    JvmProcessBuilder() {}

    /**
     * Sets the name. The default is {@code process-N}.
     *
     * @param value 1 to 256 characters, none of them a control character
     * @return this
     */
    public JvmProcessBuilder name(String value) {
        spec.name(value);
        named = true;
        return this;
    }

    /**
     * Sets whether this JVM may end while the child runs. The default is false: its normal end waits for the child.
     *
     * @param value true to have the child ended then
     * @return this
     */
    public JvmProcessBuilder daemon(boolean value) {
        spec.daemon(value);
        return this;
    }

    /**
     * Sets what the child runs.
     *
     * @param body a lambda, method reference or serializable object
     * @return this
     */
    public JvmProcessBuilder target(RemoteRunnable body) {
        return call(body);
    }

    /**
     * Sets what the child runs.
     *
     * @param body an object whose serializable fields travel with it, or a lambda
     * @return this
     */
    public JvmProcessBuilder target(ProcessTarget body) {
        return call(body);
    }

    /**
     * Sets what the child runs.
     *
     * @param body a lambda, method reference or serializable object
     * @param argument what it is given a copy of
     * @param <A> the argument's type
     * @return this
     */
    public <A extends @Nullable Object> JvmProcessBuilder target(RemoteConsumer<? super A> body, A argument) {
        return call(body, argument);
    }

    /**
     * Sets what the child runs.
     *
     * @param body a lambda, method reference or serializable object
     * @param first what it is given a copy of
     * @param second what it is given a copy of
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @return this
     */
    public <A extends @Nullable Object, B extends @Nullable Object> JvmProcessBuilder target(
            RemoteBiConsumer<? super A, ? super B> body, A first, B second) {
        return call(body, first, second);
    }

    private JvmProcessBuilder call(Serializable body, @Nullable Object... arguments) {
        call = new TargetCall(Objects.requireNonNull(body, "target is null"), Arrays.asList(arguments));
        return this;
    }

    /**
     * Adds options for the child's JVM, after and above those that it inherits and those of the system property {@value
     * ChildSpec#JVM_OPTIONS_PROPERTY}.
     *
     * @param options one option an element: an element is not split at its spaces, which a value may have
     * @return this
     * @throws IllegalArgumentException if one of them says what runs, or with which class path, as {@code -jar} and {@code
     *     -cp} do: see {@link #classPath}; or if with one of them Java runs no program, as with {@code -version}
     */
    public JvmProcessBuilder jvmOptions(String... options) {
        spec.jvmOptions(Arrays.asList(Objects.requireNonNull(options, "jvmOptions is null")));
        return this;
    }

    /**
     * Sets the child's largest heap. The default is {@link LocalLauncher#defaultHeapBytes} for as many children as
     * there are processors.
     *
     * @param bytes from 2 MiB; 0 for the default
     * @return this
     */
    public JvmProcessBuilder maxHeap(long bytes) {
        spec.maxHeapBytes(bytes);
        return this;
    }

    /**
     * Adds to the environment that the child inherits.
     *
     * @param variable the variable's name, without {@code =}
     * @param value its value; null removes an inherited one
     * @return this
     */
    public JvmProcessBuilder environment(String variable, @Nullable String value) {
        spec.environment(Collections.singletonMap(variable, value));
        return this;
    }

    /**
     * Sets the child's working directory. The default is this process's own.
     *
     * @param value an existing directory
     * @return this
     */
    public JvmProcessBuilder directory(Path value) {
        spec.directory(value);
        return this;
    }

    /**
     * Sets the whole class path instead of deriving it from the target's class loader and this JVM's own class path.
     * It must hold the classes of the target and its arguments; Procession's core is added where it is missing.
     *
     * @param value jars and class folders in order
     * @return this
     */
    public JvmProcessBuilder classPath(List<Path> value) {
        spec.classPath(value);
        return this;
    }

    /**
     * Sets the Java installation that runs the child. The default is this process's own.
     *
     * @param value the folder that has {@code bin/java}
     * @return this
     */
    public JvmProcessBuilder javaHome(Path value) {
        spec.javaHome(value);
        return this;
    }

    /**
     * Sets who is told what the child prints. The default prints it to this process's standard error.
     *
     * @param value the listener
     * @return this
     */
    public JvmProcessBuilder output(OutputListener value) {
        spec.output(value);
        return this;
    }

    /**
     * Sets who is told what the child logs by SLF4J or {@code java.util.logging}. The default, {@link
     * LogListener#toOwnLoggers()}, gives it to the loggers of this process.
     *
     * @param listener called by the thread that relays the child's output
     * @return this
     */
    public JvmProcessBuilder onLog(LogListener listener) {
        spec.logs(listener);
        return this;
    }

    /**
     * Sets from which level on the child logs. The default is the level of this process's root logger if the child's
     * records go to this process's loggers, else {@code INFO}.
     *
     * @param level the lowest level that is logged
     * @return this
     */
    public JvmProcessBuilder logLevel(System.Logger.Level level) {
        return logLevel("", level);
    }

    /**
     * Sets from which level on one logger of the child logs, and those below it.
     *
     * @param logger the logger's name; empty for the root
     * @param level the lowest level that is logged
     * @return this
     */
    public JvmProcessBuilder logLevel(String logger, System.Logger.Level level) {
        spec.logLevel(logger, level);
        return this;
    }

    /**
     * Has a file as the child's standard input, from its start. The default input is empty: the first read meets the end.
     *
     * @param file what can be read when the process is started
     * @return this
     */
    public JvmProcessBuilder input(Path file) {
        return input(ChildInput.file(file), null);
    }

    /**
     * Has these bytes as the child's standard input.
     *
     * @param bytes what the child reads until it meets the end, copied
     * @return this
     */
    public JvmProcessBuilder input(byte[] bytes) {
        byte[] copy = Objects.requireNonNull(bytes, "input is null").clone();
        return input(ChildInput.pipe(), () -> new ByteArrayInputStream(copy));
    }

    /**
     * Copies a stream into the child's standard input, on a thread of its own, from the start of the process until the stream
     * or the child ends. The stream is not closed. A read that blocks holds that thread beyond the child's end.
     *
     * @param source what the child reads; for one process only
     * @return this
     */
    public JvmProcessBuilder input(InputStream source) {
        Objects.requireNonNull(source, "input is null");
        return input(ChildInput.pipe(), () -> GivenInput.leftOpen(source));
    }

    /**
     * Lets this process write the child's standard input by {@link JvmProcess#input()}.
     *
     * @return this
     */
    public JvmProcessBuilder pipedInput() {
        return input(ChildInput.pipe(), null);
    }

    /**
     * Sets how the process gets its JVM. The default is {@link StartMethod#byDefault()}.
     *
     * @param value the method
     * @return this
     */
    public JvmProcessBuilder startMethod(StartMethod value) {
        startMethod = Objects.requireNonNull(value, "startMethod is null");
        return this;
    }

    /**
     * Has spare JVMs started in the background for processes that are set up as this one is, target and name aside. Without
     * it the first process with {@link StartMethod#WARM} is spawned.
     *
     * @param count how many are to be kept for such processes, from 1 to {@link Spares#most()}
     * @return this
     * @see Spares
     */
    public JvmProcessBuilder prepareSpares(int count) {
        if (count < 1 || count > Spares.most()) {
            throw new IllegalArgumentException(count + " spares: it can be 1 to " + Spares.most()
                    + ", which the system property " + Spares.MOST_PROPERTY + " raises");
        }
        TargetCall target = call;
        spec.classLoader(target == null ? null : target.loader());
        startMethod = StartMethod.WARM;
        LocalLauncher.shared().prepareSpares(spec(), count);
        return this;
    }

    private StartMethod startMethod() {
        return startMethod != null ? startMethod : StartMethod.byDefault();
    }

    /** A spare is there before the file is known, so it reads a pipe. */
    private ChildSpec spec() {
        boolean pipeForFile = input.file().isPresent() && startMethod() == StartMethod.WARM;
        ChildSpec built = spec.input(pipeForFile ? ChildInput.pipe() : input).build();
        built.requireClassPath();
        return built;
    }

    private @Nullable Supplier<InputStream> feed() {
        Path file = input.file().orElse(null);
        return file == null || startMethod() == StartMethod.SPAWN ? feed : () -> GivenInput.open(file);
    }

    private JvmProcessBuilder input(ChildInput value, @Nullable Supplier<InputStream> source) {
        input = value;
        feed = source;
        return this;
    }

    /**
     * Sets whether a debugger can attach to the child, on a port of its own. The default is {@link DebugMode#byDefault()}.
     *
     * @param mode the mode
     * @return this
     */
    public JvmProcessBuilder debug(DebugMode mode) {
        spec.debug(mode);
        return this;
    }

    /**
     * Makes the process, not started yet. May be called again for another one.
     *
     * @return the process
     * @throws IllegalStateException if there is no target
     * @throws IllegalArgumentException if an entry of the class path is not there
     */
    public JvmProcess build() {
        TargetCall target = call;
        if (target == null) {
            throw new IllegalStateException("A process needs something to run: call target(...) on the builder");
        }
        spec.classLoader(target.loader());
        if (!named) {
            spec.name("process-" + NUMBERS.incrementAndGet());
        }
        return new JvmProcess(new ProcessStart(spec(), startMethod(), target, feed()));
    }

    /**
     * Makes the process and starts it.
     *
     * @return the running process
     * @see JvmProcess#start()
     */
    public JvmProcess start() {
        return build().start();
    }
}
