package dev.procession.core.launch.internal.supervise;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The shell process that outlives this JVM for a moment and leaves nothing of it behind. It is told of each child by a
 * pipe; the pipe's end tells it of our death. Should it be killed, the next thing that it is told starts another one.
 */
final class Supervisor {
    private static final System.Logger LOG = System.getLogger("dev.procession.core.launch");
    private static final long QUIT_MILLIS = 1_000;

    private final String cookieStart;
    private final Path folder;
    private final @Nullable String setsid;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Integer> children = new LinkedHashMap<>();
    private @Nullable Process process;
    private boolean over;

    Supervisor(String cookieStart, Path folder, @Nullable String setsid) {
        this.cookieStart = cookieStart;
        this.folder = folder;
        this.setsid = setsid;
    }

    void started(long pid, int number) {
        lock.lock();
        try {
            children.put(pid, number);
            tell("+ " + pid + " " + number + "\n");
        } finally {
            lock.unlock();
        }
    }

    void ended(long pid) {
        lock.lock();
        try {
            if (children.remove(pid) != null) {
                tell("- " + pid + "\n");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it without a clean-up. Does not wait long for another thread that is telling it something. */
    void quit() {
        boolean locked = tryLock();
        try {
            over = true;
            Process running = process;
            if (running != null && (!locked || !write(running, "q\n"))) {
                running.destroyForcibly();
            }
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
    }

    private boolean tryLock() {
        try {
            return lock.tryLock(QUIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Its process id; empty while it does not run. For tests that kill it. */
    @Nullable
    Long pid() {
        lock.lock();
        try {
            return process == null ? null : process.pid();
        } finally {
            lock.unlock();
        }
    }

    private void tell(String line) {
        Process running = process;
        if (over || (running != null && running.isAlive() && write(running, line))) {
            return;
        }
        try {
            process = start();
            StringBuilder all = new StringBuilder();
            children.forEach((pid, number) ->
                    all.append("+ ").append(pid).append(' ').append(number).append('\n'));
            write(process, all.toString());
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The supervisor cannot be started: should this JVM be killed, stopped children and subprocesses of"
                            + " children may stay behind",
                    e);
        }
    }

    private static boolean write(Process supervisor, String lines) {
        try {
            OutputStream pipe = supervisor.getOutputStream();
            pipe.write(lines.getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>();
        if (setsid != null) {
            command.add(setsid);
        }
        command.addAll(List.of("/bin/sh", "-c", Script.TEXT, "procession-supervisor", cookieStart, folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
        return builder.redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    private static final class Script {
        static final String TEXT = read();

        private static String read() {
            try (InputStream in = Supervisor.class.getResourceAsStream("supervisor.sh")) {
                if (in == null) {
                    throw new IllegalStateException("supervisor.sh is missing beside " + Supervisor.class.getName());
                }
                return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
