package dev.procession.core;

import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.internal.CurrentChild;
import dev.procession.core.launch.internal.command.ChildEnvironment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a process knows of itself: {@code multiprocessing.current_process()} and {@code parent_process()}. Immutable. */
public final class ProcessContext {
    /** The name of a process that Procession did not launch. */
    private static final String MAIN = "main";

    private final @Nullable ChildContext child;

    private ProcessContext(@Nullable ChildContext child) {
        this.child = child;
    }

    /**
     * This process's own context.
     *
     * @return the context
     */
    public static ProcessContext current() {
        return new ProcessContext(CurrentChild.context());
    }

    /**
     * The process's name.
     *
     * @return the name that its launcher gave it; {@code main} for a process that Procession did not launch
     */
    public String name() {
        return child == null ? MAIN : child.name();
    }

    /**
     * The process id.
     *
     * @return the pid
     */
    public long pid() {
        return ProcessHandle.current().pid();
    }

    /**
     * Whether Procession launched this process. Guard with it what only the first process is to do, for instance build a
     * pool in a static initialiser.
     *
     * @return true in a child
     */
    public boolean isChild() {
        return child != null;
    }

    /**
     * The process that launched this one.
     *
     * @return the parent; empty in a process that Procession did not launch
     */
    public Optional<ParentProcess> parent() {
        return child == null ? Optional.empty() : Optional.of(new ParentProcess(child.parentPid()));
    }

    /**
     * How many launches lie between the first process and this one.
     *
     * @return 0 for the first process, 1 for its children
     */
    public int depth() {
        return child == null ? ChildEnvironment.ownDepth() : child.depth();
    }

    @Override
    public String toString() {
        return "process '" + name() + "' (pid " + pid() + ", depth " + depth() + ")";
    }
}
