package dev.procession.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.testkit.ChannelEnd;
import dev.procession.testkit.ChannelPair;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RecordingListener.Event;
import dev.procession.testkit.memory.InMemoryTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakGuard.class)
class FaultyTransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(60);
    private static final FaultPlan NONE = FaultPlan.seeded(1);

    /** The end that sends, the end that receives, and the transport between them. */
    private record Line(ChannelPair pair, FaultyTransport transport, Direction direction) implements AutoCloseable {
        static Line with(FaultPlan plan, Direction direction) {
            FaultyTransport transport = FaultyTransport.over(new InMemoryTransport(), plan);
            ChannelOptions options = ChannelOptions.defaults();
            ChannelPair pair = ChannelPair.open(() -> transport, options, options, PATIENCE);
            pair.parent().channel().request(100);
            pair.child().channel().request(100);
            return new Line(pair, transport, direction);
        }

        ChannelEnd from() {
            return direction == Direction.TO_CHILD ? pair.parent() : pair.child();
        }

        ChannelEnd to() {
            return direction == Direction.TO_CHILD ? pair.child() : pair.parent();
        }

        void send(String... frames) {
            for (String frame : frames) {
                from().send(ByteBuffer.wrap(frame.getBytes(StandardCharsets.US_ASCII)));
            }
        }

        List<String> arrived(int count) {
            List<String> texts = new ArrayList<>();
            to().listener().awaitFrames(count).forEach(frame -> texts.add(text(frame)));
            return texts;
        }

        @Override
        public void close() {
            pair.close();
        }
    }

    private static String text(ByteBuffer frame) {
        return StandardCharsets.US_ASCII.decode(frame.duplicate()).toString();
    }

    @ParameterizedTest
    @EnumSource
    void aDroppedFrameNeverComesAndTheOthersDo(Direction direction) {
        try (Line line = Line.with(NONE.atFrame(direction, 2, Fault.drop()), direction)) {
            line.send("one", "two", "three");
            assertThat(line.arrived(2)).containsExactly("one", "three");
            assertThat(line.transport().done()).singleElement().asString().startsWith("drop: frame 2 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDuplicatedFrameComesTwice(Direction direction) {
        try (Line line = Line.with(NONE.atFrame(direction, 2, Fault.duplicate()), direction)) {
            line.send("one", "two", "three");
            assertThat(line.arrived(4)).containsExactly("one", "two", "two", "three");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBitOfACorruptedFrameIsChangedWhereThePlanSaysAndTheSendersBytesAreNot(Direction direction) {
        try (Line line = Line.with(NONE.atByte(direction, 5, Fault.corrupt()), direction)) {
            byte[] second = {'t', 'w', 'o'};
            line.send("one");
            line.from().send(ByteBuffer.wrap(second));
            String changed = line.arrived(2).get(1);
            assertThat(changed).hasSize(3).startsWith("t").endsWith("o").isNotEqualTo("two");
            assertThat(second).containsExactly('t', 'w', 'o');
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTornFrameEndsTheChannelBothWays(Direction direction) {
        try (Line line = Line.with(NONE.atByte(direction, 5, Fault.tear()), direction)) {
            line.send("one", "two");
            assertThat(line.pair().parent().listener().awaitFailure())
                    .isInstanceOf(ChannelException.class)
                    .hasMessage("the connection was torn after 1 of the 3 bytes of a frame")
                    .extracting(failure -> ((ChannelException) failure).code())
                    .isEqualTo(ErrorCode.CHANNEL_CLOSED);
            line.pair().child().listener().await(Event.PEER_CLOSED, 1);
            assertThatThrownBy(() -> line.pair().parent().channel().offer(List.of()))
                    .isInstanceOf(ChannelException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDelayedFrameHoldsUpThoseBehindIt(Direction direction) {
        long began = System.nanoTime();
        try (Line line = Line.with(NONE.atFrame(direction, 2, Fault.delay(QUIET)), direction)) {
            line.send("one", "two", "three");
            assertThat(line.arrived(3)).containsExactly("one", "two", "three");
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(QUIET.toNanos());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStalledLineStandsStillUntilItIsResumed(Direction direction) {
        try (Line line = Line.with(NONE.atFrame(direction, 2, Fault.stall()), direction)) {
            line.send("one", "two", "three");
            line.arrived(1);
            assertThat(line.to().listener().staysAt(Event.FRAME, 1, QUIET)).isTrue();
            line.transport().resume();
            assertThat(line.arrived(3)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void aStalledLineRefusesWhatItCannotHoldAndIsWritableOnceItHasGone() {
        try (Line line = Line.with(NONE.atFrame(Direction.TO_CHILD, 1, Fault.stall()), Direction.TO_CHILD)) {
            int taken = line.from().fillUp(1 << 16);
            assertThat(taken).isBetween(10, 20);
            line.transport().resume();
            line.from().listener().await(Event.WRITABLE, 1);
            line.to().listener().awaitFrames(taken);
        }
    }

    @Test
    void theSameSeedStrikesTheSameFrames() {
        FaultPlan plan = FaultPlan.seeded(7).withChance(Direction.TO_CHILD, 0.3, Fault.drop());
        List<List<String>> done = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            try (Line line = Line.with(plan, Direction.TO_CHILD)) {
                for (int i = 0; i < 50; i++) {
                    line.send("frame " + i);
                }
                done.add(line.transport().done());
            }
        }
        assertThat(done.get(0)).hasSizeBetween(5, 30).isEqualTo(done.get(1));
    }

    @Test
    void theNextFrameMeetsWhatItIsToldTo() {
        try (Line line = Line.with(NONE, Direction.TO_CHILD)) {
            line.send("one");
            line.transport().next(Direction.TO_CHILD, Fault.drop());
            line.send("two", "three");
            assertThat(line.arrived(2)).containsExactly("one", "three");
        }
    }

    @Test
    void aPlanThatMakesNoSenseIsRefusedAndSaysWhy() {
        assertThatThrownBy(() -> NONE.atFrame(Direction.TO_CHILD, 0, Fault.drop()))
                .hasMessage("the frame is 0, the first has number 1");
        assertThatThrownBy(() -> NONE.atByte(Direction.TO_CHILD, -1, Fault.drop()))
                .hasMessage("the position is -1, the first has number 1");
        assertThatThrownBy(() -> NONE.withChance(Direction.TO_CHILD, Double.NaN, Fault.drop()))
                .hasMessage("the probability is NaN, it has to be from 0 to 1");
        assertThatThrownBy(() -> Fault.delay(Duration.ofMillis(-1))).hasMessageContaining("cannot be negative");
        assertThat(new FaultyTransport().unavailableBecause()).get().asString().contains("FaultyTransport.over(...)");
    }
}
