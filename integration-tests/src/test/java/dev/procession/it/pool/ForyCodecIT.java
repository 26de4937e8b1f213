package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.codec.fory.ForyCodec;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.Codec;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.LeakGuard;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Object graphs of listed classes, which need not be serializable, to real workers and back. */
@ExtendWith(LeakGuard.class)
class ForyCodecIT {
    @TempDir
    private static Path folder;

    private static URLClassLoader loader;

    enum Level {
        LOW,
        HIGH
    }

    record Mark(int value, Level level) {}

    static final class Node {
        String name = "";
        Mark mark = new Mark(0, Level.LOW);
        List<Node> others = new ArrayList<>();
        Map<String, Object> notes = new HashMap<>();
    }

    static final class Unlisted {}

    /** The list of this test. */
    public static final class NodeCodec extends ForyCodec {
        /** Made by its class name. */
        public NodeCodec() {
            super(Node.class, Mark.class, Level.class);
        }
    }

    @BeforeAll
    static void register() throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve(Codec.class.getName()), NodeCodec.class.getName());
        loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, Thread.currentThread().getContextClassLoader());
        new NodeCodec().encode(new Node(), new ByteSink()); // Fory's one thread for the JVM is not a leak of a test
    }

    @AfterAll
    static void close() throws Exception {
        loader.close();
    }

    private static ProcessPool pool(String transport) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return Installed.builder(transport).processes(1).output(line -> {}).build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Node ring(int size) {
        Node first = new Node();
        Node last = first;
        for (int i = 0; i < size; i++) {
            Node next = new Node();
            next.name = "node " + i;
            next.mark = new Mark(i, Level.HIGH);
            last.others.add(next);
            last = next;
        }
        last.others.add(first);
        return first;
    }

    private static Node grow(Node start) {
        Node last = start;
        while (last.others.get(0) != start) {
            last = last.others.get(0);
        }
        last.notes.put("marks", List.of(last.mark, new Mark(-1, Level.LOW), last.mark));
        last.notes.put("first", start);
        return last;
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#andInProcess")
    void graphsGoToWorkersAndComeBack(String transport) throws Exception {
        try (ProcessPool pool = pool(transport)) {
            Node last = pool.apply(ForyCodecIT::grow, ring(20));
            assertThat(last.name).isEqualTo("node 19");
            Node first = last.others.get(0);
            assertThat(last.notes.get("first")).isSameAs(first);
            List<?> marks = (List<?>) last.notes.get("marks");
            assertThat(marks.get(0)).isSameAs(last.mark).isSameAs(marks.get(2)).isEqualTo(new Mark(19, Level.HIGH));
            List<Mark> doubled = pool.map(
                    mark -> new Mark(2 * mark.value(), Level.HIGH),
                    IntStream.range(0, 1_000)
                            .mapToObj(i -> new Mark(i, Level.LOW))
                            .toList());
            assertThat(doubled).hasSize(1_000).last().isEqualTo(new Mark(1_998, Level.HIGH));
            List<Mark> whole = pool.apply(list -> list, new ArrayList<>(doubled));
            assertThat(whole).isEqualTo(doubled);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#andInProcess")
    void whatIsNotListedFailsItsTaskAlone(String transport) throws Exception {
        Node bad = new Node();
        bad.notes.put("guest", new Unlisted());
        try (ProcessPool pool = pool(transport)) {
            assertThatThrownBy(() -> pool.apply((Node node) -> node.name, bad))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("at notes[guest] stands a " + Unlisted.class.getTypeName())
                    .hasMessageContaining("super(..., " + Unlisted.class.getCanonicalName() + ".class)");
            assertThatThrownBy(() -> pool.apply(ForyCodecIT::withGuest, new Node()))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessageContaining("at notes[guest] stands a");
            assertThatThrownBy(() -> pool.apply(ForyCodecIT::inACircle, 1))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("cycle through");
            assertThat(pool.<Node, String>apply(node -> node.name, ring(1))).isEmpty();
        }
    }

    private static Node withGuest(Node node) {
        node.notes.put("guest", new Unlisted());
        return node;
    }

    private static List<Node> inACircle(int size) {
        Node node = new Node();
        List<Node> list = List.of(node);
        node.notes.put("list", list);
        return list;
    }
}
