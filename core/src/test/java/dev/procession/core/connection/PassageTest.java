package dev.procession.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.codec.Departures;
import dev.procession.core.error.DecodingException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** What an end that arrives may say of itself. */
class PassageTest {
    /** An end as it leaves, with one of its fields changed. */
    private static Object forged(Connection<?> end, String field, Object value) throws Exception {
        Method leave = Connection.class.getDeclaredMethod("writeReplace");
        leave.setAccessible(true);
        Object passage = leave.invoke(end);
        Field changed = Passage.class.getDeclaredField(field);
        changed.setAccessible(true);
        changed.set(passage, value);
        return passage;
    }

    private static String[][] accepting(String... names) {
        return new String[][] {names, {}};
    }

    @Test
    @SuppressWarnings("unchecked")
    void anEndThatArrivesAcceptsNoMoreThanTheOneByWhichItCame() throws Exception {
        try (Pipe<Object> carrier = Pipe.open(ConnectionOptions.standard().maxMessageBytes(2_000));
                Pipe<Object> pipe = Pipe.open(ConnectionOptions.standard().allow("org.assertj.**"))) {
            carrier.first().send(forged(pipe.second(), "accepted", accepting("org.**", "dev.procession.**")));
            try (Connection<Object> arrived =
                    (Connection<Object>) carrier.second().receive()) {
                pipe.first().send(new org.assertj.core.data.Index[0]);
                pipe.first().send(Colour.RED);
                assertThatThrownBy(arrived::receive)
                        .isInstanceOf(DecodingException.class)
                        .hasMessageContaining("org.assertj.core.data.Index")
                        .hasMessageContaining("is refused");
                assertThat(arrived.receive()).isEqualTo(Colour.RED);

                // and elsewhere neither
                carrier.first().send(arrived);
                try (Connection<Object> further =
                        (Connection<Object>) carrier.second().receive()) {
                    pipe.first().send(new org.assertj.core.data.Index[0]);
                    assertThatThrownBy(further::receive).hasMessageContaining("is refused");
                    assertThatThrownBy(() -> further.sendBytes(new byte[2_001])).hasMessageContaining("limit is 2000");
                }
            }
        }
    }

    /** A class of the one who opens the pipes. */
    enum Colour {
        RED
    }

    @Test
    void nothingIsFetchedOnTheWordOfAPassageThatMakesNoSense() throws Exception {
        Object[][] nonsense = {
            {"accepted", accepting("*")},
            {"accepted", new String[][] {{null}, {}}},
            {"accepted", new String[][] {{"a"}}},
            {"accepted", new String[0][]},
            {"accepted", null},
            {"peerName", null},
            {"direction", "UP"},
            {"key", new byte[3]},
            {"maxMessageBytes", -1}
        };
        for (Object[] one : nonsense) {
            try (Pipe<Object> carrier = Pipe.open();
                    Pipe<Object> pipe = Pipe.open();
                    Departures departures = Departures.gather()) {
                carrier.first().send(forged(pipe.second(), (String) one[0], one[1]));
                assertThatThrownBy(() -> carrier.second().receive())
                        .as("%s %s", one)
                        .isInstanceOf(DecodingException.class)
                        .hasMessageContaining("no end of a connection");
                departures.undo();
                assertThat(pipe.second().toString()).as("%s %s", one).contains("OPEN");
            }
        }
    }
}
