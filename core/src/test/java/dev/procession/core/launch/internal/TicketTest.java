package dev.procession.core.launch.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicketTest {
    private static final Ticket TICKET =
            new Ticket("some.Program", "n\u00e4me", "/a/1.args", 42, 1, new byte[] {5, 6}, new byte[] {7}, "");

    private static Ticket read(byte[] bytes) throws IOException {
        return Ticket.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Ticket read = read(TICKET.encode());

        assertThat(read.program).isEqualTo("some.Program");
        assertThat(read.name).isEqualTo("n\u00e4me");
        assertThat(read.argumentFile).isEqualTo("/a/1.args");
        assertThat(read.parentPid).isEqualTo(42);
        assertThat(read.depth).isEqualTo(1);
        assertThat(read.secret).containsExactly(5, 6);
        assertThat(read.takePayload()).containsExactly(7);
    }

    @Test
    void anotherVersionIsNamed() {
        byte[] bytes = TICKET.encode();
        bytes[4] = 9;

        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining("version 9");
    }

    @Test
    void aClaimedLengthIsCheckedBeforeItIsBelieved() {
        byte[] bytes = TICKET.encode();
        bytes[5] = 0x7f;

        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining("limit");
    }

    @Test
    void garbageOnlyEverThrowsAnIoException() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = TICKET.encode();
            for (int flip = random.nextInt(4); flip >= 0; flip--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                read(bytes);
            } catch (IOException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }
}
