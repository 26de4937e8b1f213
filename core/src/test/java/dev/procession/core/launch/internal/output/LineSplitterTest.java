package dev.procession.core.launch.internal.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter(StandardCharsets.UTF_8, lines::add);

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        splitter.add(bytes, bytes.length);
    }

    @Test
    void linesComeWholeHoweverTheyAreCut() {
        byte[] bytes = "first \u00e9\u4e16\ud83d\ude00\r\n\nthird\n".getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            splitter.add(new byte[] {b}, 1);
        }
        splitter.end();

        assertThat(lines).containsExactly("first \u00e9\u4e16\ud83d\ude00", "", "third");
    }

    @Test
    void aLastLineWithoutItsEndComesAtTheEnd() {
        add("one\ntwo");
        assertThat(lines).containsExactly("one");

        splitter.end();
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void aLongLineComesInPieces() {
        add("x".repeat(LineSplitter.MAX_LINE * 2 + 1) + "\n");

        assertThat(lines).hasSize(3);
        assertThat(String.join("", lines)).hasSize(LineSplitter.MAX_LINE * 2 + 1);
    }

    @Test
    void malformedBytesAreReplaced() {
        splitter.add(new byte[] {'a', (byte) 0xff, 'b', '\n', (byte) 0xc3}, 5);
        splitter.end();

        assertThat(lines).containsExactly("a\ufffdb", "\ufffd");
    }
}
