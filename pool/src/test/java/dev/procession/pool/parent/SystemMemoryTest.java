package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system is asked by what it has. */
class SystemMemoryTest {
    private static final long SELF = ProcessHandle.current().pid();
    private static final long MIB = 1 << 20;

    /** Above the greatest pid there can be. */
    private static final long NOBODY = 1L << 30;

    @TempDir
    Path empty = Path.of("");

    @Test
    void whereThereIsNoProcPsTellsTheSame() {
        long byPs = new SystemMemory(empty, "ps", OptionalLong::empty)
                .residentBytes(SELF)
                .orElseThrow();
        long here = SystemMemory.HERE.residentBytes(SELF).orElseThrow();
        assertThat(byPs).isBetween(20 * MIB, 16L << 30);
        assertThat(here).isBetween(byPs / 2, byPs * 2);
        assertThatCode(new SystemMemory(empty, "ps", OptionalLong::empty)::requireTold)
                .doesNotThrowAnyException();
    }

    @Test
    void ofAProcessThatIsGoneNothingIsTold() {
        assertThat(new SystemMemory(empty, "ps", OptionalLong::empty).residentBytes(NOBODY))
                .isEmpty();
        assertThat(SystemMemory.HERE.residentBytes(NOBODY)).isEmpty();
    }

    @Test
    void whereNothingTellsTheLimitIsRefused() {
        SystemMemory mute = new SystemMemory(empty, empty.resolve("no-ps").toString(), OptionalLong::empty);
        assertThat(mute.residentBytes(SELF)).isEmpty();
        assertThatThrownBy(mute::requireTold)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll("recycleAbove cannot be kept", "no-ps", "use maxTasksPerChild(...)");
        assertThat(mute.hasRoomFor(1)).as("true where the system does not tell").isTrue();
    }

    @Test
    void thereIsRoomForWhatFitsMachineAndContainer() throws IOException {
        Files.writeString(empty.resolve("meminfo"), "MemTotal: 4096 kB\nMemAvailable:    2048 kB\n");
        SystemMemory free = new SystemMemory(empty, "ps", OptionalLong::empty);
        SystemMemory contained = new SystemMemory(empty, "ps", () -> OptionalLong.of(MIB));

        assertThat(free.hasRoomFor(2 * MIB)).isTrue();
        assertThat(free.hasRoomFor(2 * MIB + 1)).isFalse();
        assertThat(contained.hasRoomFor(MIB)).isTrue();
        assertThat(contained.hasRoomFor(MIB + 1)).isFalse();
    }
}
