package dev.procession.core.log.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LogLevelsTest {
    @Test
    void theLongestNameCounts() {
        LogLevels levels =
                LogLevels.parse(LogLevels.of(800, Map.of("", 900, "com", 500, "com.example.noisy", Integer.MAX_VALUE))
                        .toString());

        assertThat(levels.effective("org.other")).isEqualTo(900);
        assertThat(levels.effective("")).isEqualTo(900);
        assertThat(levels.effective("com.example")).isEqualTo(500);
        assertThat(levels.effective("com.example.noisy.Inner")).isEqualTo(Integer.MAX_VALUE);
        assertThat(levels.effective("community")).isEqualTo(900);
    }

    @Test
    void quietNamesLogErrorsAloneUnlessALevelIsSetForThem() {
        LogLevels levels = LogLevels.parse("500,400:net.asked").quiet("net.quiet,net.asked,,a b");

        assertThat(levels.effective("net.quiet.Inner")).isEqualTo(1000);
        assertThat(levels.effective("net.asked")).isEqualTo(400);
        assertThat(levels.effective("net.other")).isEqualTo(500);
        assertThat(levels.named()).hasSize(2);
    }

    @Test
    void withoutAWordItIsInfo() {
        assertThat(LogLevels.parse("").effective("x")).isEqualTo(800);
        assertThat(LogLevels.parse("what,ever:x,500:y").effective("y")).isEqualTo(500);
        assertThat(LogLevels.of(800, Map.of())).hasToString("800");
    }

    @Test
    void namesThatNoOptionCouldHoldAreLeftOut() {
        Map<String, Integer> many = new TreeMap<>(Map.of("a b", 1, "a,b", 1, "a:b", 1, "x\n", 1, "a".repeat(600), 1));
        assertThat(LogLevels.of(800, many)).hasToString("800");
        for (int i = 0; i < 2_000; i++) {
            many.put("logger" + i, 500);
        }
        assertThat(LogLevels.of(800, many).named()).hasSize(1_000);
    }
}
