package dev.procession.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.TransportException;
import dev.procession.transport.socket.Endpoint.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @Test
    void addressesAreReadAndWritten() {
        assertThat(Endpoint.parse("unix:")).isEqualTo(Endpoint.ANY_UNIX);
        assertThat(Endpoint.parse("tcp:")).isEqualTo(Endpoint.ANY_TCP);
        assertThat(Endpoint.parse("tls:")).isEqualTo(new Endpoint(Family.TLS, "127.0.0.1", 0));
        assertThat(Endpoint.parse("tcp:localhost:4711")).isEqualTo(new Endpoint(Family.TCP, "localhost", 4711));
        for (String text : new String[] {"unix:/run/a b:c.sock", "tcp:[::1]:0", "tcp:127.0.0.1:65535", "tls:[::]:9"}) {
            assertThat(Endpoint.parse(text).text()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "udp:1",
                "tcp",
                "tcp:host",
                "tcp:host:",
                "tcp:host:x",
                "tcp:host:65536",
                "tcp:host:-1",
                "tls",
                "tls:host",
                "tls::1"
            })
    void whatIsNoAddressIsRefusedWithTheFormsThereAre(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("unix:")
                .hasMessageContaining("tcp:HOST:PORT")
                .hasMessageContaining("tls:HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:127.0.0.1:0", "tcp:127.9.9.9:1", "tcp:[::1]:0", "tcp:::1:0", "tcp:localhost:0"})
    void theLoopbackInterfaceIsTaken(String text) {
        assertThat(Endpoint.parse(text).address().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:0.0.0.0:0", "tcp:[::]:0", "tcp:192.0.2.1:80", "tcp:[2001:db8::1]:80"})
    void anyOtherInterfaceIsRefusedForWantOfTls(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text).address())
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("loopback")
                .hasMessageContaining("use TLS, tls:HOST:PORT");
        assertThat(new SocketTransport(null, text).unavailableBecause())
                .hasValueSatisfying(reason -> assertThat(reason).contains("TLS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls:0.0.0.0:0", "tls:[::]:0", "tls:192.0.2.1:80", "tls:127.0.0.1:0"})
    void withTlsAnyInterfaceIsTaken(String text) {
        assertThat(new SocketTransport(null, text).unavailableBecause()).isEmpty();
    }

    @Test
    void aPathOfTheUsersChoiceIsRefused() {
        assertThat(new SocketTransport(null, "unix:/tmp/mine.sock").unavailableBecause())
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("/tmp/mine.sock").contains("unix: without a path"));
    }
}
