package dev.procession.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "0: exit code 0",
                "3: exit code 3",
                "128: exit code 128",
                "130: interrupted (SIGINT or exit code 130)",
                "134: aborted (SIGABRT or exit code 134, the JVM crashed)",
                "137: killed (SIGKILL or exit code 137)",
                "139: memory fault (SIGSEGV or exit code 139)",
                "143: terminated (SIGTERM or exit code 143)",
                "160: ended by a signal (number 32 or exit code 160)",
                "193: exit code 193",
            })
    void wordsTellWhatTheSystemTells(int value, String words) {
        assertThat(ExitStatus.of(value)).hasToString(words.strip());
    }

    @Test
    void aSignalIsAlsoACode() {
        assertThat(ExitStatus.of(137).code()).hasValue(137);
        assertThat(ExitStatus.of(137).signal()).hasValue(9);
        assertThat(ExitStatus.of(3).signal()).isEmpty();
    }

    @Test
    void onlyZeroIsSuccess() {
        assertThat(ExitStatus.of(0).isSuccess()).isTrue();
        assertThat(ExitStatus.of(1).isSuccess()).isFalse();
        assertThat(ExitStatus.unknown().isSuccess()).isFalse();
    }

    @Test
    void anUnseenEndHasNoCode() {
        assertThat(ExitStatus.unknown().code()).isEmpty();
        assertThat(ExitStatus.unknown().words()).contains("unknown");
        assertThat(ExitStatus.unknown()).isNotEqualTo(ExitStatus.of(0));
    }
}
