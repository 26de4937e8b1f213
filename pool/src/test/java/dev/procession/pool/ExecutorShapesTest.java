package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every shape of lambda and method reference finds its overload, without a cast and without a warning. */
class ExecutorShapesTest {
    private static final String CALLS = """
            import dev.procession.core.RemoteCallable;
            import dev.procession.pool.RemoteExecutorService;
            import dev.procession.pool.TaskFuture;
            import java.io.Serializable;
            import java.util.ArrayDeque;
            import java.util.ArrayList;
            import java.util.Arrays;
            import java.util.Collection;
            import java.util.HashSet;
            import java.util.List;
            import java.util.Set;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;
            import java.util.stream.IntStream;

            class Calls {
                static int plain() { return 1; }
                static int checked() throws java.io.IOException { return 1; }
                static void nothing() {}

                static class Answer implements Callable<Integer>, Serializable {
                    private static final long serialVersionUID = 1;
                    public Integer call() { return 1; }
                }
                enum Constant implements Callable<Integer> {
                    ONE;
                    public Integer call() { return 1; }
                }

                static void results(RemoteExecutorService executor, int captured) {
                    Future<Integer> value = executor.submit(() -> 1);
                    TaskFuture<Integer> capturing = executor.submit(() -> 1 + captured);
                    TaskFuture<String> text = executor.submit(() -> "a" + captured);
                    TaskFuture<Integer> block = executor.submit(() -> { return 1; });
                    TaskFuture<Integer> call = executor.submit(() -> plain());
                    TaskFuture<Integer> throwing = executor.submit(() -> checked());
                    TaskFuture<Integer> reference = executor.submit(Calls::plain);
                    TaskFuture<Integer> throwingReference = executor.submit(Calls::checked);
                    executor.submit(() -> { throw new Exception("only throws"); });
                    executor.submit(() -> { while (true) { checked(); } });
                    executor.submit((Callable<Integer> & Serializable) () -> 1);
                    executor.submit(new Answer());
                    executor.submit(Constant.ONE);
                    Callable<Integer> declared = () -> 1;
                    executor.submit(declared);
                }

                static void work(RemoteExecutorService executor) {
                    executor.submit(() -> System.out.println());
                    executor.submit(() -> { System.out.println(); });
                    executor.submit(() -> { while (true) { } });
                    executor.submit(Calls::nothing);
                    executor.submit((Runnable & Serializable) () -> {});
                    executor.submit(() -> {}, 5);
                    TaskFuture<String> done = executor.submit(() -> System.out.println(), "done");
                    executor.execute(() -> System.out.println());
                    executor.execute(() -> plain());
                    executor.execute(Calls::nothing);
                    executor.execute(() -> { throw new IllegalStateException(); });
                    executor.execute(() -> { while (true) { } });
                    Runnable declared = () -> {};
                    executor.submit(declared);
                    executor.submit(declared, 1);
                    executor.execute(declared);
                }

                static void many(RemoteExecutorService executor, int captured) throws Exception {
                    List<Future<Integer>> lambdas = executor.invokeAll(List.of(() -> 1, () -> 2));
                    List<Future<Integer>> references = executor.invokeAll(List.of(Calls::plain, Calls::checked));
                    List<Future<Integer>> array = executor.invokeAll(Arrays.asList(() -> 1, () -> captured));
                    List<Future<Integer>> objects = executor.invokeAll(List.of(new Answer()), 1, TimeUnit.SECONDS);
                    RemoteCallable<Integer> declared = () -> 1;
                    List<Future<Integer>> list = executor.invokeAll(List.of(declared, declared));
                    List<Future<Integer>> queue = executor.invokeAll(new ArrayDeque<RemoteCallable<Integer>>());
                    List<Future<Integer>> stream = executor.invokeAll(
                            IntStream.range(0, 3).mapToObj(i -> (RemoteCallable<Integer>) () -> i).toList());
                    int any = executor.invokeAny(List.of(() -> 1, () -> 2));
                    int timed = executor.invokeAny(List.of(() -> 1, () -> 2), 1, TimeUnit.SECONDS);
                    int set = executor.invokeAny(Set.of(declared));
                    Collection<RemoteCallable<String>> collection = new HashSet<>();
                    executor.invokeAll(collection);
                    List<Callable<Integer>> callables = new ArrayList<>(List.of(declared));
                    executor.invokeAll(callables);
                    ExecutorService service = executor;
                    service.invokeAll(List.of(declared));
                    try (RemoteExecutorService resource = executor) {
                        resource.shutdown();
                    }
                }
            }
            """;

    @Test
    void everyShapeCompilesWithoutAWarning(@TempDir Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        List<String> options = List.of(
                "-Xlint:all,-processing,-classfile",
                "-Werror",
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        boolean compiled = compiler.getTask(
                        new java.io.PrintWriter(said, true, StandardCharsets.UTF_8),
                        null,
                        null,
                        options,
                        null,
                        List.of(new Source()))
                .call();
        assertThat(compiled).as(said.toString(StandardCharsets.UTF_8)).isTrue();
    }

    private static final class Source extends SimpleJavaFileObject {
        Source() {
            super(URI.create("string:///Calls.java"), JavaFileObject.Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return CALLS;
        }
    }
}
