package dev.procession.it.misuse;

import static dev.procession.it.misuse.Misuse.of;

import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ProcessionException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskContext;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ChoiceFormat;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.opentest4j.ValueWrapper;

/** What goes wrong on the way to a worker, in it, and back: rows for a pool with one worker that has started. */
final class TravelMisuses {
    /** The largest frame of the pool. */
    static final int FRAME_BYTES = 64 << 10;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private TravelMisuses() {}

    static Stream<Misuse> all(ProcessPool pool) {
        return Stream.of(functions(pool), arguments(pool), results(pool), iterators(pool), calls(pool))
                .flatMap(List::stream);
    }

    /** Holds what cannot be sent two fields deep. */
    private static final class Report implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Source source = new Source();

        int length() {
            return source.hashCode();
        }
    }

    private static final class Source implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // this is what the row is about
        private final InputStream stream = new ByteArrayInputStream(new byte[1]);

        @Override
        public int hashCode() {
            return stream.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other == this;
        }
    }

    /** Does not want to be written, or to be read. */
    private static final class Unwilling implements Serializable {
        private static final long serialVersionUID = 1L;
        private final boolean reads;

        Unwilling(boolean reads) {
            this.reads = reads;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (!reads) {
                throw new IOException("does not want to be written");
            }
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            throw new IOException("does not want to be read");
        }
    }

    private static List<Misuse> functions(ProcessPool pool) {
        InputStream stream = new ByteArrayInputStream(new byte[1]);
        Report report = new Report();
        Class<EncodingException> refused = EncodingException.class;
        return List.of(
                of(
                        "a function that captures a stream",
                        refused,
                        "captured variable 1 of the lambda .*TravelMisuses.*ByteArrayInputStream is not Serializable.*Make it inside the function",
                        () -> pool.apply(() -> stream.read())),
                of(
                        "a function that captures it two fields deep",
                        refused,
                        "source\\.stream.*ByteArrayInputStream is not Serializable.*Make it inside the function",
                        () -> pool.applyAsync(report::length)),
                of(
                        "a function that captures its pool",
                        refused,
                        "A pool belongs to .*: let the task return what it needs done",
                        () -> pool.apply(pool::processes)),
                of(
                        "map of a function that captures a stream",
                        refused,
                        "ByteArrayInputStream is not Serializable",
                        () -> pool.map((Integer x) -> x + stream.read(), List.of(1))));
    }

    private static String text(Object any) {
        return any.toString();
    }

    private static List<Misuse> arguments(ProcessPool pool) {
        TaskFuture<Integer> future = pool.applyAsync(() -> 1);
        Class<EncodingException> refused = EncodingException.class;
        return List.of(
                of(
                        "an argument that is not Serializable",
                        refused,
                        "java.lang.Object: it is not Serializable. Make it inside the function or send",
                        () -> pool.apply(x -> 1, new Object())),
                of(
                        "an argument with such a field",
                        refused,
                        "source\\.stream.*ByteArrayInputStream",
                        () -> pool.apply(x -> 1, new Report())),
                of(
                        "an argument whose writeObject throws",
                        refused,
                        "Unwilling.*does not want to be written",
                        () -> pool.apply(x -> 1, new Unwilling(false))),
                of(
                        "an argument whose readObject throws",
                        DecodingException.class,
                        "Unwilling.*does not want to be read",
                        () -> pool.apply(x -> 1, new Unwilling(true))),
                of(
                        "an argument above maxFrameBytes",
                        refused,
                        "argument of byte\\[\\] is larger than the 6\\d{4} bytes.*; send less, pass a file name, or raise ProcessPool.builder\\(\\).maxFrameBytes",
                        () -> pool.apply(x -> 1, new byte[FRAME_BYTES])),
                of(
                        "a future as an argument",
                        refused,
                        "A task's future belongs to .*: wait for its result",
                        () -> pool.apply(x -> 1, future)),
                of(
                        "an item of map that is not Serializable",
                        refused,
                        "item 2 of 3, .*java.lang.Object: it is not Serializable. Make it inside",
                        () -> pool.map(x -> 1, List.of(1, 2, new Object()))),
                of(
                        "an argument of a class that the workers lack",
                        DecodingException.class,
                        "ValueWrapper .*is not on the class path of the child process .*: add the jar or folder that has it",
                        () -> pool.<Object, String>apply(TravelMisuses::text, ValueWrapper.create("x"))));
    }

    private static List<Misuse> results(ProcessPool pool) {
        return List.of(
                of(
                        "a result that is not Serializable",
                        EncodingException.class,
                        "result.*java.lang.Object: it is not Serializable. Make it inside",
                        () -> pool.apply(() -> new Object())),
                of(
                        "a result whose writeObject throws",
                        EncodingException.class,
                        "Unwilling.*does not want to be written",
                        () -> pool.apply(() -> new Unwilling(false))),
                of(
                        "a result whose readObject throws",
                        DecodingException.class,
                        "Unwilling.*does not want to be read",
                        () -> pool.apply(() -> new Unwilling(true))),
                of(
                        "a result above maxFrameBytes",
                        ProcessionException.class,
                        "result .*6\\d{4} bytes are needed, the limit is 65024: .*raise the limit \\(maxFrameBytes\\)",
                        () -> pool.apply((Integer n) -> new byte[n], FRAME_BYTES)),
                of(
                        "a result of a class that was not allowed",
                        DecodingException.class,
                        "java.text.ChoiceFormat .* refused.*allowResults\\(\"java.text.ChoiceFormat\"\\)",
                        () -> pool.apply(() -> new ChoiceFormat("0#none"))),
                of(
                        "a result of a class that is never accepted",
                        DecodingException.class,
                        "javax.management.Attribute .* is refused: .* Send a plain value",
                        () -> pool.apply(() -> new javax.management.Attribute("a", 1))));
    }

    private static final class Broken implements Iterator<Integer> {
        private int given;

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Integer next() {
            if (given == 2) {
                throw new IllegalStateException("broken at 2");
            }
            return given++;
        }
    }

    private static final class BrokenList extends AbstractList<Integer> {
        @Override
        public Integer get(int index) {
            if (index == 2) {
                throw new IllegalStateException("broken at 2");
            }
            return index;
        }

        @Override
        public int size() {
            return 5;
        }
    }

    private static List<Misuse> iterators(ProcessPool pool) {
        Class<IllegalStateException> thrown = IllegalStateException.class;
        String stopped = "the map was stopped before all of its items were submitted: .*broken at 2";
        return List.of(
                of(
                        "map of a collection whose iterator throws",
                        thrown,
                        stopped,
                        () -> pool.map((Integer x) -> x, new BrokenList())),
                of(
                        "mapAsync of such a collection",
                        thrown,
                        stopped,
                        () -> pool.mapAsync((Integer x) -> x, new BrokenList()).get(30, TimeUnit.SECONDS)),
                of(
                        "imap of an iterator that throws",
                        thrown,
                        "^broken at 2$",
                        () -> takeAll(pool.imap((Integer x) -> x, new Broken()))),
                of(
                        "imapUnordered of an iterator that throws",
                        thrown,
                        "^broken at 2$",
                        () -> takeAll(pool.imapUnordered((Integer x) -> x, new Broken()))),
                of(
                        "imap: next after the last",
                        NoSuchElementException.class,
                        "every result was taken: ask hasNext\\(\\) first",
                        () -> {
                            TaskResults<Integer> results = pool.imap((Integer x) -> x, List.of(1));
                            results.next(LIMIT);
                            results.next(LIMIT);
                        }),
                of(
                        "imap: next after close",
                        NoSuchElementException.class,
                        "the results were closed: take what is needed first",
                        () -> {
                            TaskResults<Integer> results = pool.imap((Integer x) -> x, List.of(1));
                            results.close();
                            results.next(LIMIT);
                        }));
    }

    private static void takeAll(TaskResults<Integer> results) throws Exception {
        try (results) {
            while (results.hasNext()) {
                results.next(LIMIT);
            }
        }
    }

    private static int fails(int x) {
        if (x == 3) {
            throw new IllegalStateException("does not like " + x);
        }
        return x;
    }

    private static List<Misuse> calls(ProcessPool pool) {
        List<Integer> items = IntStream.range(0, 6).boxed().toList();
        return List.of(
                of(
                        "map of which an item fails",
                        IllegalStateException.class,
                        "item 3 of 6, counted from 0: .*does not like 3",
                        () -> pool.map(TravelMisuses::fails, items)),
                of(
                        "mapAsync of which an item fails",
                        IllegalStateException.class,
                        "item 3 of 6, counted from 0: .*does not like 3",
                        () -> pool.mapAsync(TravelMisuses::fails, items).get(30, TimeUnit.SECONDS)),
                of(
                        "imap of which an item fails",
                        IllegalStateException.class,
                        "item 3, counted from 0: .*does not like 3",
                        () -> takeAll(pool.imap(TravelMisuses::fails, items))),
                of(
                        "a function that gives keys and throws",
                        IllegalStateException.class,
                        "does not like 3",
                        () -> pool.with(TaskOptions.<Integer>shardBy(TravelMisuses::fails))
                                .apply((Integer x) -> x, 3)),
                of(
                        "progress that is not Serializable",
                        EncodingException.class,
                        "java.lang.Object: it is not Serializable. Make it inside",
                        () -> pool.with(TaskOptions.onProgress((item, value) -> {}))
                                .apply(TravelMisuses::reports, 1)),
                of(
                        "a pool built within a task's class that is being initialised",
                        Throwable.class,
                        "StaticPool \\(field POOL\\).*Start it in main",
                        () -> pool.apply((Integer x) -> StaticPool.of(x), 1)));
    }

    private static int reports(int x) {
        TaskContext.current().progress(new Object());
        return x;
    }

    private static final class StaticPool {
        static final ProcessPool POOL = ProcessPool.builder().processes(1).build();

        static int of(int x) {
            return POOL == null ? 0 : x;
        }
    }

    /** What this process has on its class path, without the jar of one class, of which a row sends an object. */
    static List<Path> classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> !entry.contains("opentest4j"))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }
}
