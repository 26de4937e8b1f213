package dev.procession.pool.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.channel.ChannelOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvitationTest {
    @TempDir
    Path folder;

    private static Invitation invitation() {
        return Invitation.first(
                "com.example.Provider",
                "tcp:127.0.0.1:4711",
                ChannelOptions.defaults().withMaxFrameBytes(5_000));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Path file = folder.resolve("invitation");
        Invitation written = invitation();
        written.write(file);
        Invitation read = Invitation.read(file);
        assertThat(read.provider()).isEqualTo("com.example.Provider");
        assertThat(read.address()).isEqualTo("tcp:127.0.0.1:4711");
        assertThat(read.secret()).isEqualTo(written.secret());
        assertThat(read.options()).isEqualTo(written.options());
    }

    @Test
    void theFileIsForItsOwnerAloneAlsoWhenItReplacesOneThatWasNot() throws Exception {
        Path file = Files.createFile(
                folder.resolve("invitation"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        invitation().write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void eachInvitationHasItsOwnSecretAndTheNextIsAnother() {
        Invitation first = invitation();
        assertThat(first.secret()).hasSize(32).isNotEqualTo(invitation().secret());
        assertThat(first.next().secret())
                .hasSize(32)
                .isNotEqualTo(first.secret())
                .isEqualTo(first.next().secret())
                .isNotEqualTo(first.next().next().secret());
    }

    @Test
    void theSecretIsNotInItsWords() {
        Invitation invitation = invitation();
        assertThat(invitation.toString())
                .contains("tcp:127.0.0.1:4711")
                .doesNotContain(HexFormat.of().formatHex(invitation.secret()));
    }

    @Test
    void aFileThatIsNoInvitationSaysWhatIsWrong() throws Exception {
        Path file = Files.writeString(folder.resolve("nonsense"), "secret=1234\n");
        assertThatThrownBy(() -> Invitation.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no invitation")
                .hasMessageContaining("2 bytes, not 32");
        Files.writeString(file, "hello\n");
        assertThatThrownBy(() -> Invitation.read(file)).hasMessageContaining("no field secret");
        Files.write(file, new byte[] {(byte) 0xff, 1});
        assertThatThrownBy(() -> Invitation.read(file)).hasMessageContaining("not text");
        assertThatThrownBy(() -> Invitation.read(folder.resolve("none"))).hasMessageContaining("no such file");
    }

    @Test
    void aNewInvitationReplacesAnOlderOneAndNothingElse() throws Exception {
        Path file = folder.resolve("invitation");
        invitation().writeNew(file);
        Invitation later = invitation();
        later.writeNew(file);
        assertThat(Invitation.read(file).secret()).isEqualTo(later.secret());

        Path precious = Files.writeString(folder.resolve("precious"), "mine\n");
        assertThatThrownBy(() -> later.writeNew(precious)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(precious).hasContent("mine\n");
        assertThatThrownBy(() -> later.writeNew(folder)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> later.writeNew(folder.resolve("none").resolve("file")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("folder");
    }
}
