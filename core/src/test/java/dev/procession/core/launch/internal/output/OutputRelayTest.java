package dev.procession.core.launch.internal.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.OutputLine;
import dev.procession.core.log.LogListener;
import dev.procession.core.log.internal.LogFrameWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputRelayTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final LogFrameWriter frames = new LogFrameWriter(stream);

    private void print(String text) {
        stream.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private List<OutputLine> relayed(byte[] all) throws InterruptedException {
        List<OutputLine> lines = new ArrayList<>();
        OutputRelay relay =
                new OutputRelay("child", 7, new ByteArrayInputStream(all), lines::add, LogListener.leftToChild());
        relay.start();
        assertThat(relay.awaitEnd(LIMIT, LIMIT)).isTrue();
        return lines;
    }

    private static OutputLine line(String text, String task) {
        return new OutputLine("child", 7, text, task.isEmpty() ? Optional.empty() : Optional.of(task));
    }

    @Test
    void eachLineHasTheTaskThatPrintedIt() throws Exception {
        print("before\n");
        frames.writeTask("one");
        print("a\nb\n");
        frames.writeTask("two");
        print("c\n");
        frames.writeTask("");
        print("between\n");
        assertThat(relayed(stream.toByteArray()))
                .containsExactly(
                        line("before", ""), line("a", "one"), line("b", "one"), line("c", "two"), line("between", ""));
    }

    @Test
    void aLineOfSeveralTasksHasTheOneThatBeganIt() throws Exception {
        frames.writeTask("one");
        print("begun, ");
        frames.writeTask("two");
        print("ended\nnext\nno end");
        frames.writeTask("");
        assertThat(relayed(stream.toByteArray()))
                .containsExactly(line("begun, ended", "one"), line("next", "two"), line("no end", "two"));
    }

    @Test
    void aLongLineThatIsCutGoesOnUnderTheTaskThatPrintsItsRest() throws Exception {
        String most = "x".repeat(LineSplitter.MAX_LINE);
        frames.writeTask("one");
        print(most);
        frames.writeTask("two");
        print(most + "\n");
        assertThat(relayed(stream.toByteArray())).containsExactly(line(most, "one"), line(most, "two"));
    }

    @Test
    void aDamagedMarkIsPrintAndTheLinesAfterItKeepTheTaskBefore() throws Exception {
        frames.writeTask("one");
        print("a\n");
        int damaged = stream.size();
        frames.writeTask("two");
        print("\nb\n");
        byte[] all = stream.toByteArray();
        all[damaged + 12] ^= 1;
        List<OutputLine> lines = relayed(all);
        assertThat(lines).hasSize(3).startsWith(line("a", "one")).endsWith(line("b", "one"));
    }

    @Test
    void marksThatAreCutAndChangedAnywhereLoseNoOtherLine() throws Exception {
        frames.writeTask("one");
        byte[] mark = stream.toByteArray();
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            stream.reset();
            byte[] bad = Arrays.copyOf(mark, 1 + random.nextInt(mark.length - 1));
            bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
            stream.writeBytes(bad);
            print("\nlast\n");
            assertThat(relayed(stream.toByteArray())).as("round %d", round).endsWith(line("last", ""));
        }
    }
}
