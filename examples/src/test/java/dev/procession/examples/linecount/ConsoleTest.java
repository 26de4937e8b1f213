package dev.procession.examples.linecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final CountDownLatch drawn = new CountDownLatch(3);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream() {
        @Override
        public synchronized void write(byte[] text, int offset, int length) {
            super.write(text, offset, length);
            drawn.countDown();
        }
    };
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private List<String> bars(int columns) throws InterruptedException {
        try (Console console = Console.withBar(err, columns)) {
            console.expect(100L << 20);
            console.proceed(30L << 20);
            assertThat(drawn.await(20, TimeUnit.SECONDS)).isTrue();
        }
        return Arrays.stream(written().split("\r|\033\\[K"))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @Test
    void theBarFitsANarrowTerminal() throws Exception {
        assertThat(bars(20)).isNotEmpty().allSatisfy(bar -> assertThat(bar).hasSizeLessThan(20));
    }

    @Test
    void theBarFitsATerminalThatDoesNotTellItsWidth() throws Exception {
        assertThat(bars(0))
                .isNotEmpty()
                .allSatisfy(bar -> assertThat(bar).hasSizeLessThan(80).contains("30/100 MiB"));
    }
}
