package dev.procession.pool.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import dev.procession.core.classes.ClassAnswer;
import dev.procession.core.error.ProtocolException;
import dev.procession.core.protocol.generated.Control;
import dev.procession.pool.protocol.ClassMessages.Given;
import dev.procession.pool.protocol.ControlMessages.Cancel;
import dev.procession.pool.protocol.ControlMessages.ItemRange;
import dev.procession.pool.protocol.ControlMessages.ResultsHead;
import dev.procession.pool.protocol.ControlMessages.Stack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our writers and readers against the classes that protoc makes of the schema. */
class ControlWireTest {
    private static final long LIMIT = 3_600_000_000_000L;

    private static final List<Long> NUMBERS = List.of(1L, 127L, 128L, 300L, (1L << 32) - 1, 1L << 40, Long.MAX_VALUE);

    /** A frame as the generated classes see it. */
    private record Generated(Control control, byte[] payload) {}

    private static ByteBuffer joined(List<ByteBuffer> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ByteBuffer piece : pieces) {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            out.writeBytes(bytes);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static Generated generated(List<ByteBuffer> frame) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(joined(frame));
        Control control = Control.parseFrom(in.readByteArray());
        return new Generated(control, in.readRawBytes(joined(frame).remaining() - in.getTotalBytesRead()));
    }

    private static ControlFrame ours(Control control, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        control.writeDelimitedTo(out);
        out.writeBytes(payload);
        return ControlFrame.read(ByteBuffer.wrap(out.toByteArray()));
    }

    @Test
    void helloReadsTheSameBothWays() throws IOException {
        Hello hello = new Hello(1, 3, List.of("tagged", "protobuf", "java"), 1 << 27, "25.0.3", 4_000_000_123L);
        Control control = generated(hello.write()).control();
        assertThat(control.getHello().getCodecsList()).isEqualTo(hello.codecs());
        assertThat(control.getHello().getPid()).isEqualTo(hello.pid());
        assertThat(Hello.read(ours(control, new byte[0]))).isEqualTo(hello);
    }

    @Test
    void numbersReadTheSameBothWays() throws IOException {
        for (long number : NUMBERS) {
            Control ack = generated(ControlMessages.ack(number)).control();
            assertThat(ack.getAck().getReceived()).isEqualTo(number);
            assertThat(ControlMessages.number(ours(ack, new byte[0]))).isEqualTo(number);
            Control grant = generated(ControlMessages.grant(number)).control();
            assertThat(grant.getGrant().getItem()).isEqualTo(number);
            Generated progress = generated(ControlMessages.progress(number, ByteBuffer.wrap(new byte[] {7})));
            assertThat(progress.control().getProgress().getItem()).isEqualTo(number);
            assertThat(progress.payload()).containsExactly(7);
            Generated body = generated(ControlMessages.body(number, ByteBuffer.wrap(new byte[] {1, 2, 3})));
            assertThat(body.control().getBody().getItem()).isEqualTo(number);
            assertThat(body.payload()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void resultsAndCancelReadTheSameBothWays() throws IOException {
        for (boolean last : new boolean[] {false, true}) {
            ResultsHead head = new ResultsHead(1L << 35, 77, 123_456_789, last);
            Generated results = generated(ControlMessages.results(head, ByteBuffer.wrap(new byte[] {9})));
            assertThat(results.control().getResults().getItems()).isEqualTo(77);
            assertThat(results.control().getResults().getLast()).isEqualTo(last);
            assertThat(ControlMessages.resultsHead(ours(results.control(), results.payload())))
                    .isEqualTo(head);
        }
        for (boolean stack : new boolean[] {false, true}) {
            Cancel said = new Cancel(new ItemRange(1L << 33, 5), stack);
            Control cancel = generated(ControlMessages.cancel(said)).control();
            assertThat(cancel.getCancel().getFirstItem()).isEqualTo(1L << 33);
            assertThat(cancel.getCancel().getStack()).isEqualTo(stack);
            assertThat(ControlMessages.cancelled(ours(cancel, new byte[0]))).isEqualTo(said);
        }
    }

    @Test
    void stackReadsTheSameBothWays() throws IOException {
        for (String text : List.of("", "\"main\" RUNNABLE\n\tat straße.Grün.läuft")) {
            Stack said = new Stack(1L << 40, text, !text.isEmpty());
            Control stack = generated(ControlMessages.stack(said)).control();
            assertThat(stack.getStack().getItem()).isEqualTo(said.item());
            assertThat(stack.getStack().getText()).isEqualTo(text);
            assertThat(stack.getStack().getDump()).isEqualTo(said.dump());
            assertThat(ControlMessages.stack(ours(stack, new byte[0]))).isEqualTo(said);
        }
    }

    @Test
    void shutdownPingAndByeReadTheSameBothWays() throws IOException {
        assertThat(generated(ControlMessages.ping()).control().hasPing()).isTrue();
        Control asking = generated(ControlMessages.pingForAnswer()).control();
        assertThat(asking.getPing().getAnswer()).isTrue();
        assertThat(ControlMessages.isAnswerWanted(ours(asking, new byte[0]))).isTrue();
        assertThat(generated(ControlMessages.shutdown()).control().hasShutdown())
                .isTrue();
        Control bye = generated(ControlMessages.bye("höre auf")).control();
        assertThat(bye.getBye().getReason()).isEqualTo("höre auf");
        assertThat(ControlMessages.farewell(ours(bye, new byte[0]))).isEqualTo("höre auf");
    }

    @Test
    void classesReadTheSameBothWays() throws IOException {
        Control wanted = generated(ClassMessages.want("a.B$C")).control();
        assertThat(wanted.getClassWanted().getName()).isEqualTo("a.B$C");
        assertThat(ClassMessages.wanted(ours(wanted, new byte[0]))).isEqualTo("a.B$C");
        Generated given = generated(ClassMessages.give(new Given("a.B", ClassAnswer.of(new byte[] {1, 2}))));
        assertThat(given.payload()).containsExactly(1, 2);
        Given read = ClassMessages.given(ours(given.control(), given.payload()));
        assertThat(read.name()).isEqualTo("a.B");
        assertThat(read.answer().bytes()).hasValue(new byte[] {1, 2});
        Generated refused = generated(ClassMessages.give(new Given("a.B", ClassAnswer.refused("gone"))));
        assertThat(refused.control().getClassGiven().getProblem()).isEqualTo("gone");
        ClassAnswer answer =
                ClassMessages.given(ours(refused.control(), refused.payload())).answer();
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.problem()).isEqualTo("gone");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 4097, 100_000})
    void tasksReadTheSameBothWays(int argumentBytes) throws IOException {
        byte[] argument = "a".repeat(argumentBytes).getBytes(StandardCharsets.US_ASCII);
        TasksWriter writer = new TasksWriter();
        writer.define(7, new byte[] {4, 2}, true, "lambda in Main");
        writer.run(new RunHead(7, Shape.FUNCTION, 3, 2, LIMIT, true), ByteBuffer.wrap(argument));
        writer.define(1023, new byte[] {5}, false, "");
        writer.run(new RunHead(1023, Shape.CONSUMER, 1), ByteBuffer.wrap(new byte[] {8, 8}));
        int estimate = writer.bytes();
        List<ByteBuffer> frame = writer.finish(99);
        assertThat(joined(frame).remaining()).isLessThanOrEqualTo(estimate);
        Generated generated = generated(frame);
        assertThat(generated.control().getTasks().getRuns(0).getItems()).isEqualTo(3);
        assertThat(generated.control().getTasks().getRuns(0).getEarlierAttempts())
                .isEqualTo(2);
        assertThat(generated.control().getTasks().getRuns(0).getLimitNanos()).isEqualTo(LIMIT);
        assertThat(generated.control().getTasks().getRuns(0).getProgress()).isTrue();
        assertThat(generated.control().getTasks().getDefinitions(0).getDescription())
                .isEqualTo("lambda in Main");
        List<String> told = new ArrayList<>();
        TasksReader.read(ours(generated.control(), generated.payload()), new Telling(told));
        assertThat(told)
                .containsExactly(
                        "define 7 [4, 2] true lambda in Main",
                        "define 1023 [5] false ",
                        "run 7 FUNCTION 3 × " + argumentBytes + " attempt 2 limit " + LIMIT + " progress true",
                        "run 1023 CONSUMER 1 × 2 attempt 0 limit 0 progress false",
                        "received 99");
    }

    private record Telling(List<String> told) implements TasksReader.Visitor {
        @Override
        public void definition(int slot, ByteBuffer function, boolean capturesNothing, String description) {
            byte[] bytes = new byte[function.remaining()];
            function.get(bytes);
            told.add("define " + slot + " " + java.util.Arrays.toString(bytes) + " " + capturesNothing + " "
                    + description);
        }

        @Override
        public void run(RunHead head, ByteBuffer arguments) {
            told.add("run " + head.slot() + " " + head.shape() + " " + head.items() + " × " + arguments.remaining()
                    + " attempt " + head.earlierAttempts() + " limit " + head.limitNanos() + " progress "
                    + head.progress());
        }

        @Override
        public void received(long item) {
            told.add("received " + item);
        }
    }

    @Test
    void anUnknownFieldIsSteppedOver() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0x08, 5, 0x7A, 2, 1, 1, 0x79, 0, 0, 0, 0, 0, 0, 0, 0});
        Control later = Control.newBuilder()
                .setAck(dev.procession.core.protocol.generated.Ack.parseFrom(body.toByteArray()))
                .build();
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(body.size() + 2);
        frame.write(0x22);
        frame.write(body.size());
        frame.writeBytes(body.toByteArray());
        assertThat(later.getAck().getReceived()).isEqualTo(5);
        assertThat(ControlMessages.number(ControlFrame.read(ByteBuffer.wrap(frame.toByteArray()))))
                .isEqualTo(5);
    }

    @Test
    void anUnknownKindSaysSo() {
        ByteBuffer frame = ByteBuffer.wrap(new byte[] {2, (byte) (15 << 3 | 2), 0});
        assertThatThrownBy(() -> ControlFrame.read(frame))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("unknown kind 15");
    }

    @Test
    void versionsThatDoNotOverlapNameBothSides() {
        Hello ours = new Hello(1, 2, List.of("a"), 1024, "17", 11);
        Hello theirs = new Hello(3, 4, List.of("a"), 1024, "25", 22);
        assertThatThrownBy(() -> ours.checkAgainst(theirs))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("pid 11")
                .hasMessageContaining("pid 22")
                .hasMessageContaining("1 to 2")
                .hasMessageContaining("3 to 4");
    }
}
