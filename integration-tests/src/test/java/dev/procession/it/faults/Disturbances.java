package dev.procession.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.it.faults.Deed.DeedError;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.function.Executable;

/**
 * What disturbs a worker without ending it: tasks that write where they like and close what they find, signals from
 * outside. Each task still gets its result, from the worker that it disturbed.
 *
 * @param pool whose workers are disturbed
 * @param folder for files
 * @param printed what the workers print
 */
record Disturbances(ProcessPool pool, Path folder, Queue<String> printed) {
    private static final String NOISE = "a line of noise that is no frame, whatever it may look like ";
    private static final int LINES = 500;

    /** The rows by their names; those that cost a worker its streams stand last. */
    Map<String, Executable> rows() {
        Map<String, Executable> rows = new LinkedHashMap<>();
        rows.put("raw writes to descriptors 1 and 2", this::rawWrites);
        rows.put("a subprocess that prints", this::subprocessPrints);
        rows.put("the JVM's own log on standard output", this::jvmLogs);
        rows.put("a thread dump by SIGQUIT while a task runs", this::threadDump);
        rows.put("SIGSTOP while a task runs, a limit on its get", this::stopped);
        rows.put("callbacks that throw and call the pool", this::callbacks);
        rows.put("System.out, err and in replaced", this::streamsReplaced);
        rows.put("System.out, err and in closed", this::streamsClosed);
        return rows;
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private void assertPrinted(String text) {
        await().atMost(Duration.ofSeconds(20)).until(() -> printed.stream().anyMatch(line -> line.contains(text)));
    }

    @SuppressWarnings("resource") // the descriptors are the JVM's
    private static long writeRaw(String mark) throws IOException {
        byte[] line = (NOISE + mark + "\n").getBytes(StandardCharsets.US_ASCII);
        for (FileDescriptor descriptor : new FileDescriptor[] {FileDescriptor.out, FileDescriptor.err}) {
            FileOutputStream out = new FileOutputStream(descriptor);
            for (int i = 0; i < LINES; i++) {
                out.write(line);
            }
            out.write((mark + " whole\n").getBytes(StandardCharsets.US_ASCII));
        }
        return pid();
    }

    private void rawWrites() throws Exception {
        TaskFuture<Long> writes = pool.applyAsync(Disturbances::writeRaw, "raw");
        assertAlive(writes.get(30, TimeUnit.SECONDS));
        assertPrinted("raw whole");
    }

    private void assertAlive(long worker) throws InterruptedException, ExecutionException {
        assertThat(ProcessHandle.of(worker))
                .matches(process -> process.isPresent() && process.get().isAlive());
        assertThat(pool.map((Integer x) -> x + 1, List.of(1, 2, 3, 4))).containsExactly(2, 3, 4, 5);
    }

    private static long runSubprocess() throws Exception {
        int exit = new ProcessBuilder("sh", "-c", "echo from the shell; echo to its error >&2; cat")
                .inheritIO()
                .start()
                .waitFor();
        return exit == 0 ? pid() : -1;
    }

    private void subprocessPrints() throws Exception {
        assertAlive(pool.applyAsync(Disturbances::runSubprocess).get(30, TimeUnit.SECONDS));
        assertPrinted("from the shell");
        assertPrinted("to its error");
    }

    private static long collectGarbage() {
        System.gc();
        return pid();
    }

    private void jvmLogs() throws Exception {
        assertAlive(pool.applyAsync(Disturbances::collectGarbage).get(30, TimeUnit.SECONDS));
        assertPrinted("Pause Full");
    }

    /** Says who runs it, and goes on when it is told to. */
    private static long waitFor(String started, String release) throws IOException {
        Path mine = Path.of(started + ".part");
        Files.writeString(mine, String.valueOf(pid()));
        Files.move(mine, Path.of(started));
        while (!Files.exists(Path.of(release))) {
            LockSupport.parkNanos(2_000_000);
        }
        return pid();
    }

    private record Held(TaskFuture<Long> task, long worker, Path release) {}

    private Held hold(String name) throws IOException {
        Path started = folder.resolve(name + "-started");
        Path release = folder.resolve(name + "-release");
        TaskFuture<Long> task = pool.applyAsync(Disturbances::waitFor, started.toString(), release.toString());
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(started));
        return new Held(task, Long.parseLong(Files.readString(started)), release);
    }

    private static void signal(String signal, long worker) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(worker))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void threadDump() throws Exception {
        Held held = hold("quit");
        signal("QUIT", held.worker());
        assertPrinted("Full thread dump");
        assertPrinted("Disturbances.waitFor");
        Files.createFile(held.release());
        assertThat(held.task().get(30, TimeUnit.SECONDS)).isEqualTo(held.worker());
        assertAlive(held.worker());
    }

    private void stopped() throws Exception {
        Held held = hold("stop");
        signal("STOP", held.worker());
        assertThatThrownBy(() -> held.task().get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(pool.<Integer, Integer>apply(x -> x + 1, 1)).isEqualTo(2);
        Files.createFile(held.release());
        signal("CONT", held.worker());
        assertThat(held.task().get(30, TimeUnit.SECONDS)).isEqualTo(held.worker());
        assertAlive(held.worker());
    }

    private void callbacks() throws Exception {
        TaskFuture<Integer> first = pool.applyAsync((Integer x) -> x, 1);
        CompletableFuture<Void> throwing = first.thenAccept(x -> {
            throw new DeedError("in a callback");
        });
        CompletableFuture<Integer> calling = first.thenApply(x -> {
            try {
                return pool.<Integer, Integer>apply(y -> y + 1, x);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        assertThatThrownBy(() -> throwing.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(DeedError.class);
        assertThat(calling.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    }

    private static long replaceStreams() {
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        System.setIn(new ByteArrayInputStream(new byte[0]));
        System.out.println("to nowhere");
        return pid();
    }

    private void streamsReplaced() throws Exception {
        assertAlive(pool.applyAsync(Disturbances::replaceStreams).get(30, TimeUnit.SECONDS));
    }

    private static long closeStreams() throws IOException {
        System.in.close();
        new FileOutputStream(FileDescriptor.out).close();
        new FileOutputStream(FileDescriptor.err).close();
        System.out.close();
        System.err.close();
        return pid();
    }

    private void streamsClosed() throws Exception {
        assertAlive(pool.applyAsync(Disturbances::closeStreams).get(30, TimeUnit.SECONDS));
    }
}
