package dev.procession.examples.linecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteScanTest {
    @Test
    void countsAsALoopDoes() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(6_000)];
            int kinds = 1 + random.nextInt(256);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ('\n' + random.nextInt(kinds) * (random.nextBoolean() ? 1 : 0x80));
            }
            int length = random.nextInt(bytes.length + 1);

            assertThat(ByteScan.newlines(bytes, length)).isEqualTo(loop(bytes, length));
        }
    }

    @Test
    void countsNothingButNewlines() {
        byte[] bytes = new byte[64];
        for (int value = 0; value < 256; value++) {
            Arrays.fill(bytes, (byte) value);
            assertThat(ByteScan.newlines(bytes, 64)).isEqualTo(value == '\n' ? 64 : 0);
        }
    }

    @Test
    void countersDoNotOverflow() {
        byte[] bytes = new byte[1 << 16];
        Arrays.fill(bytes, (byte) '\n');

        assertThat(ByteScan.newlines(bytes, bytes.length)).isEqualTo(bytes.length);
    }

    private static long loop(byte[] bytes, int length) {
        long count = 0;
        for (int i = 0; i < length; i++) {
            count += bytes[i] == '\n' ? 1 : 0;
        }
        return count;
    }
}
