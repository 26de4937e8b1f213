package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.procession.core.error.EncodingException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskContext;
import dev.procession.pool.TaskCounts;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What tasks report while they run, and how many have an outcome. */
@ParameterizedClass
@MethodSource("dev.procession.it.pool.Installed#transports")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskProgressIT {
    private static final int FLOOD = 200_000;

    @Parameter
    String transport = "";

    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

    private ProcessPool pool() {
        return ProcessPool.builder()
                .processes(2)
                .transport(transport)
                .output(line -> {})
                .build();
    }

    /** Reports a signal, and goes on when it was heard. */
    private static int dialogue(List<String> signals) {
        for (String signal : signals) {
            TaskContext.current().progress(signal);
            Signal.await(signal);
        }
        return signals.size();
    }

    private static int flood(int from, String signal) {
        TaskContext context = TaskContext.current();
        context.progress(from);
        if (!signal.isEmpty()) {
            Signal.await(signal); // the first one was heard
        }
        for (int i = from + 1; i < from + FLOOD; i++) {
            context.progress(i);
        }
        return from;
    }

    private void everyValueIsHeardThatIsWaitedFor(ProcessPool pool) throws Exception {
        List<String> signals = List.of(Signal.fresh(), Signal.fresh(), Signal.fresh());
        Tasks told = pool.with(TaskOptions.onProgress((Long item, String signal) -> {
            heard.add(signal);
            Signal.giveFile(signal);
        }));
        assertThat(told.<ArrayList<String>, Integer>apply(TaskProgressIT::dialogue, new ArrayList<>(signals)))
                .isEqualTo(3);
        assertThat(heard).containsExactlyElementsOf(signals);
        heard.clear();
    }

    private void ofAFloodSomeAreHeardInOrder(ProcessPool pool) throws Exception {
        List<Integer> values = Collections.synchronizedList(new ArrayList<>());
        String signal = Signal.fresh();
        Tasks told = pool.with(TaskOptions.onProgress((Long item, Integer value) -> {
            if (values.isEmpty()) {
                Signal.giveFile(signal);
            }
            values.add(value);
        }));
        assertThat(told.<Integer, String, Integer>apply(TaskProgressIT::flood, 1, signal))
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> values.contains(FLOOD)); // maybe a moment after the result
        List<Integer> seen = List.copyOf(values);
        assertThat(seen).endsWith(FLOOD).isSorted().doesNotHaveDuplicates().hasSizeLessThan(FLOOD / 4);
    }

    private static int threeHundred(int item) {
        for (int i = 1; i <= 300; i++) {
            TaskContext.current().progress(i);
        }
        if (item % 3 == 0) {
            throw new IllegalStateException("after the last value");
        }
        return item;
    }

    private void ofEachItemTheLastValueIsHeardAlsoIfItFails(ProcessPool pool) {
        Map<Long, Integer> last = new ConcurrentHashMap<>();
        Tasks told = pool.with(TaskOptions.onProgress((Long item, Integer value) -> last.put(item, value))
                .withChunkSize(5));
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
        assertThatThrownBy(() -> told.map(TaskProgressIT::threeHundred, inputs))
                .hasCauseInstanceOf(IllegalStateException.class);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(last)
                        .hasSize(100)
                        .allSatisfy((item, value) -> assertThat(value).isEqualTo(300)));
    }

    private void aListenerThatBlocksHoldsUpNoResult(ProcessPool pool) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Tasks told = pool.with(TaskOptions.onProgress((Long item, Integer value) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        List<Integer> inputs = IntStream.range(0, 20).boxed().toList();
        TaskFuture<List<Integer>> map = told.mapAsync(
                (Integer x) -> {
                    TaskContext.current().progress(x);
                    return x;
                },
                inputs);
        assertThat(map.get(30, TimeUnit.SECONDS)).isEqualTo(inputs);
        never.countDown();
    }

    private void itemsOfAMapAreToldApartAndCounted(ProcessPool pool) throws Exception {
        List<TaskCounts> counts = Collections.synchronizedList(new ArrayList<>());
        TaskOptions options = TaskOptions.onProgress((Long item, Integer value) -> heard.add(item + "=" + value))
                .withCounts(counts::add)
                .withChunkSize(7);
        List<Integer> inputs = IntStream.range(0, 50).boxed().toList();
        assertThatThrownBy(() -> pool.with(options)
                        .map(
                                (Integer x) -> {
                                    TaskContext.current().progress(1000 / (x - 30));
                                    return x;
                                },
                                inputs))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ArithmeticException.class);
        List<TaskCounts> seen = List.copyOf(counts);
        assertThat(seen.get(seen.size() - 1)).isEqualTo(new TaskCounts(50, 1, OptionalLong.of(50)));
        assertThat(seen.stream().map(TaskCounts::done).toList()).isSorted().doesNotHaveDuplicates();
        assertThat(new TreeSet<>(heard))
                .allMatch(told -> told.matches("\\d+=-?\\d+"))
                .allSatisfy(told -> {
                    int item = Integer.parseInt(told.substring(0, told.indexOf('=')));
                    assertThat(told).isEqualTo(item + "=" + 1000 / (item - 30));
                });
        counts.clear();
        try (var results = pool.with(TaskOptions.onCounts(counts::add)).imap((Integer x) -> x, inputs.iterator())) {
            results.forEach(x -> {});
        }
        assertThat(counts.get(counts.size() - 1)).isEqualTo(new TaskCounts(50, 0, OptionalLong.empty()));
    }

    private static int tooLarge() {
        TaskContext.current().progress(new byte[100_000]);
        return 1;
    }

    @Test
    void whatTasksReportIsHeard() throws Exception {
        try (ProcessPool pool = pool()) {
            everyValueIsHeardThatIsWaitedFor(pool);
            ofAFloodSomeAreHeardInOrder(pool);
            ofEachItemTheLastValueIsHeardAlsoIfItFails(pool);
            aListenerThatBlocksHoldsUpNoResult(pool);
            itemsOfAMapAreToldApartAndCounted(pool);
            assertThat(pool.<Integer>apply(TaskProgressIT::tooLarge))
                    .as("without a listener")
                    .isEqualTo(1);
            Tasks told = pool.with(TaskOptions.onProgress((Long item, Object value) -> {
                throw new IllegalStateException("of a listener");
            }));
            assertThatThrownBy(() -> told.<Integer>apply(TaskProgressIT::tooLarge))
                    .hasCauseInstanceOf(EncodingException.class)
                    .hasMessageContaining("61440");
            assertThat(told.<Integer, String, Integer>apply(TaskProgressIT::flood, 5, ""))
                    .isEqualTo(5);
        }
    }
}
