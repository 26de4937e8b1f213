package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.Args;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.Tasks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which task runs when, and where: priorities and keys. The transport makes no difference to it. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskOrderIT {
    /** What ran in this process, a worker, in its order. */
    private static final List<String> RAN = Collections.synchronizedList(new ArrayList<>());

    private static ProcessPool pool(int processes) {
        return ProcessPool.builder()
                .processes(processes)
                .transport("pipe")
                .output(line -> {})
                .build();
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static long runs(String name) {
        RAN.add(name);
        return pid();
    }

    private static List<String> ran() {
        return List.copyOf(RAN);
    }

    private static int awaits(String signal) {
        RAN.clear();
        Signal.giveFile(signal + "-there");
        Signal.await(signal);
        return 0;
    }

    private static void submit(ProcessPool pool, int priority, String... names) {
        Tasks ranked = pool.with(TaskOptions.priority(priority));
        for (String name : names) {
            TaskFuture<Long> unused = ranked.applyAsync((String n) -> runs(n), name);
        }
    }

    @Test
    void theMostUrgentRunsFirstAlsoBeforeWhatWasSent() throws Exception {
        try (ProcessPool pool = pool(1)) {
            for (boolean warm : new boolean[] {false, true}) {
                if (warm) { // the worker has shown that tasks are short, and is sent many at once
                    pool.map((Integer x) -> x, IntStream.range(0, 3_000).boxed().toList());
                }
                String signal = Signal.fresh();
                TaskFuture<Integer> first = pool.applyAsync((String path) -> awaits(path), signal);
                submit(pool, 0, "ordinary 1", "ordinary 2", "ordinary 3");
                submit(pool, -1, "can wait 1", "can wait 2");
                submit(pool, 0, "ordinary 4");
                Signal.await(signal + "-there");
                submit(pool, 9, "urgent 1", "urgent 2");
                submit(pool, 10, "most urgent");
                submit(pool, 9, "urgent 3");
                TaskFuture<List<String>> last =
                        pool.with(TaskOptions.priority(Integer.MIN_VALUE)).applyAsync(() -> ran());
                Signal.giveFile(signal);
                assertThat(last.get(30, TimeUnit.SECONDS))
                        .containsExactly(
                                "most urgent",
                                "urgent 1",
                                "urgent 2",
                                "urgent 3",
                                "ordinary 1",
                                "ordinary 2",
                                "ordinary 3",
                                "ordinary 4",
                                "can wait 1",
                                "can wait 2");
                assertThat(first).isDone();
            }
        }
    }

    /** The worker of each key, which must be one, and each key's tasks in their order there. */
    private static Map<Integer, Long> homes(ProcessPool pool, int keys) throws Exception {
        List<TaskFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 20 * keys; i++) {
            int key = i % keys;
            TaskOptions options = TaskOptions.key("key " + key);
            futures.add(pool.with(options).applyAsync((String name) -> runs(name), key + " " + i / keys));
            if (i % 7 == 0) {
                TaskFuture<Long> unused = pool.applyAsync((String name) -> runs(name), "no key");
            }
        }
        Map<Integer, Long> homes = new HashMap<>();
        for (int i = 0; i < futures.size(); i++) {
            long pid = futures.get(i).get(30, TimeUnit.SECONDS);
            assertThat(homes.merge(i % keys, pid, (one, other) -> one)).isEqualTo(pid);
        }
        for (int key = 0; key < keys; key++) {
            String prefix = key + " ";
            List<String> ran = pool.with(TaskOptions.key("key " + key)).apply(() -> ran());
            assertThat(ran.stream().filter(name -> name.startsWith(prefix)).toList())
                    .endsWith(IntStream.range(0, 20).mapToObj(n -> prefix + n).toArray(String[]::new));
        }
        return homes;
    }

    @Test
    void aKeyHasOneWorkerUntilThatDies() throws Exception {
        try (ProcessPool pool = pool(3)) {
            Map<Integer, Long> before = homes(pool, 24);
            assertThat(new HashSet<>(before.values())).hasSize(3);
            long victim = before.get(5);
            ProcessHandle worker = ProcessHandle.of(victim).orElseThrow();
            worker.destroyForcibly();
            worker.onExit().get(20, TimeUnit.SECONDS);
            Map<Integer, Long> after = homes(pool, 24);
            Set<Long> successors = new HashSet<>();
            before.forEach((key, pid) -> {
                if (pid == victim) {
                    successors.add(after.get(key));
                } else {
                    assertThat(after).containsEntry(key, pid);
                }
            });
            assertThat(successors).hasSize(1).doesNotContain(victim);
        }
    }

    private static @Nullable String hostOf(String url) {
        return url.startsWith("/") ? null : url.substring(0, url.indexOf('/'));
    }

    @Test
    void theItemsOfAMapGoWhereTheirKeySays() throws Exception {
        List<String> urls =
                IntStream.range(0, 300).mapToObj(i -> "host" + i % 30 + "/" + i).toList();
        try (ProcessPool pool = pool(3)) {
            Tasks byHost = pool.with(TaskOptions.shardBy(TaskOrderIT::hostOf));
            Map<String, Set<Long>> workers = new HashMap<>();
            List<Long> pids = byHost.map((String url) -> runs(url), urls);
            try (var results = byHost.imap((String url) -> runs(url), urls)) {
                int next = 0;
                for (long pid : results) {
                    assertThat(pid).isEqualTo(pids.get(next++));
                }
            }
            for (int i = 0; i < urls.size(); i++) {
                workers.computeIfAbsent(hostOf(urls.get(i)), host -> new HashSet<>())
                        .add(pids.get(i));
            }
            assertThat(workers)
                    .hasSize(30)
                    .allSatisfy((host, seen) -> assertThat(seen).hasSize(1));
            assertThat(new HashSet<>(pids)).hasSize(3);
            assertThat(byHost.apply((String url) -> runs(url), "host7/later")).isEqualTo(pids.get(7));
            assertThat(byHost.map((String path) -> path.length(), List.of("/no", "/key")))
                    .containsExactly(3, 4);
            Tasks byFirst = pool.with(TaskOptions.shardBy((Args<String, Integer> pair) -> hostOf(pair.first())));
            assertThat(byFirst.starmap((String url, Integer n) -> runs(url), List.of(Args.of("host7/x", 1))))
                    .containsExactly(pids.get(7));
            assertThatThrownBy(() -> byHost.map((String url) -> runs(url), List.of("host1/a", "no slash")))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StringIndexOutOfBoundsException.class);
        }
    }
}
