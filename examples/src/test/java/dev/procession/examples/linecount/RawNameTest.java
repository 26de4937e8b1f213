package dev.procession.examples.linecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RawNameTest {
    /** As printed by GNU ls. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a\\n|'a'$'\\n'",
                "\\na|''$'\\n''a'",
                "a\\n\\001b'c|'a'$'\\n\\001''b'\\''c'",
                "a\\n'b|'a'$'\\n'\\''b'",
            })
    void quotesAsTheGnuToolsDo(String escaped, String quoted) {
        String name = escaped.translateEscapes();

        assertThat(name(name).quoted()).isEqualTo(quoted);
    }

    @Test
    void quotesOnlyWhatNeedsIt() {
        assertThat(name("./a-b_c.txt").quotedIfNeeded()).isEqualTo("./a-b_c.txt");
        assertThat(name("a b").quotedIfNeeded()).isEqualTo("'a b'");
        assertThat(name("\377").quotedIfNeeded()).isEqualTo("''$'\\377'");
    }

    @Test
    void ordersByUnsignedBytes() {
        assertThat(name("\377")).isGreaterThan(name("a"));
        assertThat(name("a").asFolder()).isGreaterThan(name("a.b"));
    }

    private static RawName name(String bytes) {
        return RawName.ofBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
