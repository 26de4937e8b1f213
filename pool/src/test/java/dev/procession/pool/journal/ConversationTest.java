package dev.procession.pool.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.ThrowableCodec;
import dev.procession.core.error.ProtocolException;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.ResultsHead;
import dev.procession.pool.protocol.FrameSeal;
import dev.procession.pool.protocol.Protocol;
import dev.procession.pool.protocol.RunHead;
import dev.procession.pool.protocol.Shape;
import dev.procession.pool.protocol.TasksWriter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final Deque<ByteBuffer> sent = new ArrayDeque<>();
    private final Deque<ByteBuffer> answers = new ArrayDeque<>();

    private static ByteBuffer joined(List<ByteBuffer> pieces) {
        ByteBuffer all = ByteBuffer.allocate(FrameSeal.BYTES
                + pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        all.position(FrameSeal.BYTES);
        pieces.forEach(piece -> all.put(piece.duplicate()));
        return all.flip();
    }

    private static ByteSink encoded(Object... values) {
        ByteSink sink = new ByteSink(64);
        for (Object value : values) {
            Codecs.standard().encode(value, sink);
        }
        return sink;
    }

    private static ByteBuffer bytes(ByteSink sink) {
        return ByteBuffer.wrap(sink.array(), 0, sink.size()).slice();
    }

    private void send(TasksWriter tasks) {
        sent.add(joined(tasks.finish(0)));
    }

    private void answer(long first, int items, ByteSink outcomes) {
        answers.add(joined(ControlMessages.results(new ResultsHead(first, items, 1, false), bytes(outcomes))));
    }

    private List<String> lines() {
        Conversation conversation = new Conversation(sent::poll, answers::poll);
        List<String> lines = new ArrayList<>();
        for (JournalEntry entry = conversation.next(); entry != null; entry = conversation.next()) {
            lines.add(entry.toString());
        }
        return lines;
    }

    private static TasksWriter defined(String description) {
        TasksWriter tasks = new TasksWriter();
        tasks.define(0, new byte[] {1}, true, description);
        return tasks;
    }

    @Test
    void eachItemHasItsCallAndItsAnswer() {
        TasksWriter tasks = defined("Some::function");
        tasks.run(new RunHead(0, Shape.FUNCTION, 2), bytes(encoded(1, "two")));
        tasks.run(new RunHead(0, Shape.BI_FUNCTION, 1), bytes(encoded(3, new int[] {1, 2})));
        tasks.run(new RunHead(0, Shape.CALLABLE, 1), ByteBuffer.allocate(0));
        send(tasks);
        answer(1, 2, encoded(10L, List.of("a", "b")));
        answer(3, 2, encoded(new double[10], null));
        assertThat(lines())
                .containsExactly(
                        "1 Some::function (1) -> 10",
                        "2 Some::function (\"two\") -> [a, b]",
                        "3 Some::function (3, [1, 2]) -> [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, ... 10 in all]",
                        "4 Some::function () -> null");
    }

    @Test
    void whatTheWorkerDidNotAnswerIsShownAsSuch() {
        TasksWriter tasks = defined("f");
        tasks.run(new RunHead(0, Shape.FUNCTION, 3), bytes(encoded(1, 2, 3)));
        send(tasks);
        ByteSink outcomes = new ByteSink(64);
        outcomes.writeByte(Protocol.SKIPPED);
        outcomes.writeByte(Protocol.FAILED);
        new ThrowableCodec(Codecs.standard()).encode(new IllegalStateException("no"), outcomes);
        answer(1, 2, outcomes);
        assertThat(lines())
                .containsExactly(
                        "1 f (1) was not run by this worker",
                        "2 f (2) threw java.lang.IllegalStateException: no",
                        "3 f (3) has no answer");
    }

    @Test
    void aLargeAnswerComesByItselfAndWhatStoodBehindItIsRepeated() {
        TasksWriter tasks = defined("f");
        tasks.run(new RunHead(0, Shape.FUNCTION, 3), bytes(encoded(1, 2, 3)));
        send(tasks);
        ByteSink first = encoded(10);
        first.writeByte(Protocol.LARGE);
        first.writeVarInt(1 << 20);
        Codecs.standard().encode(30, first);
        answer(1, 3, first);
        answers.add(joined(ControlMessages.body(2, bytes(encoded("large")))));
        ByteSink again = encoded(10);
        again.writeByte(Protocol.LARGE);
        again.writeVarInt(1 << 20);
        Codecs.standard().encode(30, again);
        answer(1, 3, again);
        assertThat(lines()).containsExactly("1 f (1) -> 10", "2 f (2) -> \"large\"", "3 f (3) -> 30");
    }

    @Test
    void objectsOfClassesAreNotDecodedButMeasured() {
        ByteSink date = encoded(new Date());
        TasksWriter tasks = defined("f");
        tasks.run(new RunHead(0, Shape.CONSUMER, 1), bytes(date));
        send(tasks);
        assertThat(lines()).containsExactly("1 f ((" + date.size() + " bytes of Java serialization)) has no answer");
    }

    @Test
    void nothingThatATerminalWouldObeyIsPrintedAndLongTextIsCut() {
        TasksWriter tasks = defined("f");
        tasks.run(new RunHead(0, Shape.FUNCTION, 1), bytes(encoded("\u001b[31m\n" + "x".repeat(1_000))));
        send(tasks);
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("\\u001b[31m\\u000a")
                        .contains("(1008 characters)")
                        .doesNotContain("\u001b")
                        .hasSizeLessThan(250));
    }

    @Test
    void anAnswerToNothingIsAnError() {
        answer(1, 1, encoded(1));
        assertThatThrownBy(this::lines).isInstanceOf(ProtocolException.class).hasMessageContaining("item 1");
    }
}
