package dev.procession.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaHomeTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({"17.0.15, 17", "25, 25", "1.8.0_402, 8", "26-ea, 26"})
    void readsTheVersionFromTheReleaseFile(String version, int feature) throws Exception {
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        assertThat(JavaHome.featureVersion(home)).isEqualTo(feature);
    }

    @Test
    void takesItsOwnVersionWhereNothingIsSaid() {
        assertThat(JavaHome.featureVersion(home)).isEqualTo(Runtime.version().feature());
        assertThat(JavaHome.featureVersion(null)).isEqualTo(Runtime.version().feature());
    }
}
