package dev.procession.pool.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** How a worker ends that cannot go on: a line for its death certificate, and an exit code of its own. */
enum LastWords {
    /** It cannot understand its parent. */
    PROTOCOL(70),
    /** It ran out of memory and can no longer be relied on. */
    OUT_OF_MEMORY(71),
    /** It has no connection to its parent any more: that is gone, or has given this worker up. */
    PARENT_LOST(72);

    private final int exitCode;

    LastWords(int exitCode) {
        this.exitCode = exitCode;
    }

    /** Says something on standard error. */
    static void say(String words) {
        System.err.println("procession: " + words); // no task has run yet, or it has ended
    }

    /**
     * Says why on standard error, which the parent relays, and ends the process without running anything more.
     *
     * @param why what has happened
     * @param detail appended as its {@code toString} tells it
     */
    void sayAndHalt(String why, Object detail) {
        try (FileOutputStream err = new FileOutputStream(FileDescriptor.err)) { // whatever a task made of System.err
            err.write(("procession: " + why + detail + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            // A task has closed it: the exit code alone must do.
        } finally { // also without the memory to say anything
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
