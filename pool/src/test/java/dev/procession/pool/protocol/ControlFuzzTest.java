package dev.procession.pool.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.error.ProcessionException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Garbage in place of control frames: an error of ours, never another, never a hang. */
class ControlFuzzTest {
    private static final int ROUNDS = 200_000;

    @Test
    void garbageGivesOnlyErrorsOfOurs() {
        Random random = new Random(42);
        byte[] good = bytes(new Hello(1, 1, List.of("tagged", "java"), 1 << 20, "17", 4711).write());
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] frame = i % 2 == 0 ? mutated(good, random) : random(random);
            refused += isRefused(frame) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(ROUNDS / 4);
    }

    private static boolean isRefused(byte[] frame) {
        try {
            ControlFrame control = ControlFrame.read(ByteBuffer.wrap(frame));
            switch (control.kind()) {
                case HELLO -> Hello.read(control);
                case TASKS -> TasksReader.read(control, new Deaf());
                case BYE -> ControlMessages.farewell(control);
                case STACK -> ControlMessages.stack(control);
                default -> ControlMessages.resultsHead(control);
            }
            return false;
        } catch (ProcessionException e) {
            return true;
        }
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] random(Random random) {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        if (bytes.length > 2) {
            bytes[0] = (byte) (bytes.length - 1);
            bytes[1] = (byte) ((1 + random.nextInt(MessageKind.values().length)) << 3 | 2);
        }
        return bytes;
    }

    private static byte[] bytes(List<ByteBuffer> frame) {
        int size = frame.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        frame.forEach(all::put);
        return all.array();
    }

    private static final class Deaf implements TasksReader.Visitor {
        @Override
        public void definition(int slot, ByteBuffer function, boolean capturesNothing, String description) {}

        @Override
        public void run(RunHead head, ByteBuffer arguments) {}

        @Override
        public void received(long item) {}
    }
}
