package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.OutputLine;
import dev.procession.core.OutputListener;
import dev.procession.core.log.LogListener;
import dev.procession.pool.ProcessPool;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each line that a worker prints arrives with the task that printed it. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskOutputIT {
    private final LinkedBlockingQueue<OutputLine> lines = new LinkedBlockingQueue<>();

    private OutputLine next() throws InterruptedException {
        OutputLine line = lines.poll(20, TimeUnit.SECONDS);
        assertThat(line).as("the next line within 20 s").isNotNull();
        return line;
    }

    private ProcessPool pool() {
        return ProcessPool.builder()
                .processes(1)
                .output(lines::add)
                .onLog(LogListener.leftToChild()) // lines are marked whoever takes what is logged
                .build();
    }

    @Test
    void linesOfSuccessiveTasksHaveTheirOwnTask() throws Exception {
        try (ProcessPool pool = pool()) {
            pool.map(
                    TaskOutputIT::printTwice,
                    IntStream.rangeClosed(1, 50).boxed().toList());
        }
        for (int item = 1; item <= 50; item++) {
            for (String text : List.of("out " + item + " \u00fc", "err " + item)) {
                OutputLine line = next();
                assertThat(line.text()).isEqualTo(text);
                assertThat(line.task())
                        .hasValueSatisfying(task -> assertThat(task).contains("printTwice"));
                assertThat(line.task().orElseThrow()).endsWith(" #" + item);
            }
        }
        assertThat(lines).isEmpty();
    }

    private static int printTwice(int item) {
        System.out.println("out " + item + " \u00fc");
        System.err.printf("err %d%n", item);
        return item;
    }

    @Test
    void whatAThreadPrintsAfterItsTaskHasNoTaskOrTheOneThatRunsThen() throws Exception {
        String between = Signal.fresh();
        String during = Signal.fresh();
        try (ProcessPool pool = pool()) {
            pool.apply(TaskOutputIT::leaveThread, List.of(between, during));
            assertThat(next().task())
                    .hasValueSatisfying(task -> assertThat(task).contains("leaveThread"));

            Signal.giveFile(between);
            OutputLine orphan = next();
            assertThat(orphan.text()).isEqualTo("nobody's");
            assertThat(orphan.task()).isEmpty();

            String end = Signal.fresh();
            var running = pool.applyAsync(TaskOutputIT::printAndAwait, end);
            assertThat(next().text()).isEqualTo("started");
            Signal.giveFile(during);
            assertThat(next().task())
                    .hasValueSatisfying(task -> assertThat(task).contains("printAndAwait"));
            Signal.giveFile(end);
            running.get(20, TimeUnit.SECONDS);
        }
    }

    private static int leaveThread(List<String> signals) {
        Thread thread = new Thread(() -> {
            Signal.await(signals.get(0));
            System.out.println("nobody's");
            Signal.await(signals.get(1));
            System.out.println("the next task's");
        });
        thread.setDaemon(true);
        thread.start();
        System.out.println("left");
        return 0;
    }

    private static int printAndAwait(String signal) {
        System.out.println("started");
        Signal.await(signal);
        return 0;
    }

    @Test
    void aLineThatTwoTasksPrintHasTheFirstAndNativePrintTheLastKnown() throws Exception {
        try (ProcessPool pool = pool()) {
            pool.apply(TaskOutputIT::begin, "begun, ");
            pool.apply(TaskOutputIT::printNatively, "ended\n");
            pool.apply(TaskOutputIT::end, "next");
        }
        OutputLine shared = next();
        assertThat(shared.text()).isEqualTo("begun, ended");
        assertThat(shared.task()).hasValueSatisfying(task -> assertThat(task).contains("begin"));
        OutputLine last = next();
        assertThat(last.text()).isEqualTo("next");
        assertThat(last.task()).hasValueSatisfying(task -> assertThat(task).contains("end #3"));
    }

    private static int begin(String text) {
        System.out.print(text);
        return 0;
    }

    private static int printNatively(String text) throws IOException {
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return 0;
    }

    private static int end(String text) {
        System.err.println(text);
        return 0;
    }

    @Test
    void aTagMayNameTheTask() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .output(OutputListener.tagged(stream, "{task}> "))
                .build()) {
            pool.apply(TaskOutputIT::end, "text");
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("end #1> text");
    }
}
