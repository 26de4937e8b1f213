package dev.procession.core.launch.internal;

import dev.procession.core.codec.internal.StackText;
import dev.procession.core.launch.ChildContext;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where a launched child keeps what it knows of itself. */
public final class CurrentChild {
    /** How the file's name ends in which a child leaves what its program threw. */
    static final String WORD = ".word";

    /** What is repeated of a program's own words. */
    private static final int MOST_CHARS = 2_000;

    private static final int RESERVE = 128 * 1024;

    private static final String ARGUMENTS = ".args";

    private static final byte[] NOTHING = {};

    /** Given up when the program has thrown, so that a full heap has room to say so. */
    private static byte[] reserve = NOTHING;

    private static volatile @Nullable ChildContext context;
    private static volatile @Nullable String filePrefix;

    /** Set on threads that stand in for a child. */
    private static final ThreadLocal<@Nullable ChildContext> ON_THREAD = new ThreadLocal<>();

    private CurrentChild() {}

    /**
     * The context of this process, or of the child that the current thread stands in for.
     *
     * @return the context; null in a process that Procession did not launch
     */
    public static @Nullable ChildContext context() {
        ChildContext onThread = ON_THREAD.get();
        return onThread != null ? onThread : context;
    }

    /**
     * Lets the current thread stand in for a child.
     *
     * @param child whose context it is to have; null for that of the process
     * @return what it had before; null if that of the process
     */
    public static @Nullable ChildContext onThisThread(@Nullable ChildContext child) {
        ChildContext before = ON_THREAD.get();
        if (child == null) {
            ON_THREAD.remove();
        } else {
            ON_THREAD.set(child);
        }
        return before;
    }

    /**
     * How the paths of files begin that this process leaves to its launcher to clear away: a hyphen and a name have to
     * follow.
     *
     * @return the beginning; null in a process that was launched otherwise
     */
    public static @Nullable String filePrefix() {
        return filePrefix;
    }

    /** Leaves what the program threw to the launcher, as far as it can be written. */
    static void leave(Throwable thrown) {
        String prefix = filePrefix;
        if (reserve == NOTHING || prefix == null) {
            return;
        }
        reserve = NOTHING;
        try (FileOutputStream file = new FileOutputStream(prefix.concat(WORD))) {
            file.write(words(thrown).getBytes(StandardCharsets.UTF_8));
        } catch (IOException | VirtualMachineError e) {
            // What is printed has to do.
        }
    }

    private static String words(Throwable thrown) {
        String name = thrown.getClass().getName();
        String message = StackText.messageOf(thrown);
        if (message == null) {
            return name;
        }
        return name + ": "
                + (message.length() <= MOST_CHARS ? message : message.substring(0, MOST_CHARS) + "... (cut)");
    }

    static void become(ChildContext own, String argumentFile) {
        filePrefix = argumentFile.endsWith(ARGUMENTS)
                ? argumentFile.substring(0, argumentFile.length() - ARGUMENTS.length())
                : null;
        reserve = new byte[RESERVE];
        context = own;
    }
}
