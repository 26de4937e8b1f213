package dev.procession.core.launch.internal.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputTailTest {
    @Test
    void theLastBytesAreKeptHoweverTheyCome() {
        Random random = new Random(1);
        OutputTail tail = new OutputTail();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            byte[] piece = new byte[random.nextInt(20_000)];
            for (int j = 0; j < piece.length; j++) {
                piece[j] = (byte) ('a' + random.nextInt(26));
            }
            tail.add(piece, piece.length);
            all.append(new String(piece, StandardCharsets.US_ASCII));
            assertThat(tail.text(StandardCharsets.US_ASCII))
                    .isEqualTo(all.substring(Math.max(0, all.length() - 8_192)));
        }
    }
}
