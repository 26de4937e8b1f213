package dev.procession.core.launch;

import dev.procession.core.ProcessContext;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stops children that would start children without end. Decoding a function runs the static initialiser of its class in
 * the child; if that starts processes and sends them functions of the same class, each of them does the same again.
 *
 * <p>In a child, nothing may be started while a task is decoded, or from a static initialiser; and children of children
 * are allowed only to a depth of {@value #DEFAULT_DEPTH}, or of the system property {@value #DEPTH_PROPERTY}. In the first
 * JVM everything is allowed.
 */
public final class SpawnGuard {
    /** How deep children may be nested by default. */
    static final int DEFAULT_DEPTH = 2;

    /** The system property that raises the depth. */
    static final String DEPTH_PROPERTY = "procession.maxDepth";

    private static final ThreadLocal<Boolean> DECODING = ThreadLocal.withInitial(() -> false);

    private SpawnGuard() {}

    /**
     * Marks the calling thread as decoding.
     *
     * @return what to give back to {@link #leaveDecoding}
     */
    public static boolean enterDecoding() {
        boolean outer = DECODING.get();
        DECODING.set(true);
        return outer;
    }

    /**
     * Ends the mark.
     *
     * @param outer what {@link #enterDecoding} returned
     */
    public static void leaveDecoding(boolean outer) {
        DECODING.set(outer);
    }

    /**
     * How many launches lie between the first JVM and this one.
     *
     * @return 0 in a JVM that Procession did not launch
     */
    public static int depth() {
        return ProcessContext.current().depth();
    }

    /**
     * Called before anything is started.
     *
     * @param what is about to be started, with its article, for the message
     * @throws ProcessionException with code {@code SPAWN_BOMB} if it must not be: the message names class, field and fix
     */
    public static void check(String what) {
        int depth = depth();
        if (depth == 0) {
            return;
        }
        Optional<Class<?>> initialised = classBeingInitialised();
        if (initialised.isPresent() || DECODING.get()) {
            throw new ProcessionException(ErrorCode.SPAWN_BOMB, message(what, initialised));
        }
        int most = NumberProperty.read(DEPTH_PROPERTY, DEFAULT_DEPTH, 1);
        if (depth >= most) {
            throw new ProcessionException(
                    ErrorCode.SPAWN_BOMB,
                    what + " is to be started in a child of depth " + depth + ", the limit is " + most
                            + "; if that is meant, raise it with -D" + DEPTH_PROPERTY + "=" + (depth + 1));
        }
    }

    private static String message(String what, Optional<Class<?>> initialised) {
        String where = initialised
                .map(type -> "the static initialiser of " + type.getName() + fields(type))
                .orElse("code that runs while a task is decoded");
        return what + " is to be started from " + where + ", in the child "
                + ProcessContext.current().name()
                + ": each child would start children of its own, without end. Start it in main, or where it is first"
                + " needed, and only if !ProcessContext.current().isChild()";
    }

    private static Optional<Class<?>> classBeingInitialised() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> frame.getMethodName().equals("<clinit>"))
                        .findFirst()
                        .map(StackWalker.StackFrame::getDeclaringClass));
    }

    /** The static fields that may hold what is started: those of our own types. */
    private static String fields(Class<?> type) {
        List<String> names = new ArrayList<>();
        try {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && field.getType().getName().startsWith("dev.procession.")) {
                    names.add(field.getName());
                }
            }
        } catch (LinkageError e) {
            return ""; // a field's type is missing here: the class must do without its fields' names
        }
        return names.isEmpty() ? "" : " (field " + String.join(", ", names) + ")";
    }
}
