package dev.procession.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
    @Test
    void whatIsOpenIsListedUntilItIsClosed(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("some"));
        try (InputStream open = Files.newInputStream(file)) {
            assertThat(Descriptors.open()).contains(file.toRealPath().toString());
            assertThat(open.read()).isEqualTo(-1);
        }
        assertThat(Descriptors.open()).doesNotContain(file.toRealPath().toString());
    }

    @Test
    void jarsOfTheClassPathAreTheJdksOwnAlsoWhenTheyWereReplacedSince(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("some.jar"));
        try (InputStream open = Files.newInputStream(jar)) {
            assertThat(open.read()).isEqualTo(-1);
            assertThat(Descriptors.open()).noneMatch(name -> name.contains("some.jar"));
            Files.delete(jar);
            assertThat(Descriptors.open()).noneMatch(name -> name.contains("some.jar"));
        }
    }
}
