package dev.procession.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.DebugMode;
import dev.procession.core.JvmProcess;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.LeakGuard;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A debugger finds each child on a port of its own. */
@ExtendWith(LeakGuard.class)
class DebugIT {
    private static final String LISTENING = "Listening for transport dt_socket at address: ";

    private final Lines printed = new Lines();

    private int nextPort() throws InterruptedException {
        String line = printed.next();
        assertThat(line).startsWith(LISTENING);
        return Integer.parseInt(line.substring(LISTENING.length()));
    }

    /** What each debugger and each debugged JVM send first. */
    private static void attach(int port) throws Exception {
        byte[] handshake = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
        try (Socket debugger = new Socket(InetAddress.getLoopbackAddress(), port)) {
            debugger.setSoTimeout(20_000);
            debugger.getOutputStream().write(handshake);
            assertThat(debugger.getInputStream().readNBytes(handshake.length)).isEqualTo(handshake);
        }
    }

    @Test
    void aSuspendedProcessWaitsForItsDebugger() throws Exception {
        try (JvmProcess process = JvmProcess.builder()
                .debug(DebugMode.SUSPEND)
                .output(printed)
                .target(() -> System.out.println("running"))
                .start()) {
            int port = nextPort();
            assertThat(printed.all()).isEmpty();
            attach(port); // and leaves, after which the JVM goes on
            process.join();
            assertThat(printed.all()).contains("running");
        }
    }

    @Test
    void eachWorkerOfAPoolListensOnItsOwnPort() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(2)
                .debug(DebugMode.LISTEN)
                .output(printed)
                .build()) {
            Set<Integer> ports = new TreeSet<>(Set.of(nextPort(), nextPort()));
            for (int port : ports) {
                attach(port);
            }
            assertThat(pool.<Integer>apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void aDefaultThatIsNoModeIsNamed() {
        System.setProperty(DebugMode.PROPERTY, "yes");
        try {
            assertThatThrownBy(DebugMode::byDefault)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("yes", "listen");
        } finally {
            System.clearProperty(DebugMode.PROPERTY);
        }
    }
}
