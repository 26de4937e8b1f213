package dev.procession.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.DebugMode;
import dev.procession.core.JvmProcess;
import dev.procession.core.StartMethod;
import dev.procession.core.connection.Pipe;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** System properties that say something that makes no sense: each is named with what it can be. */
class PropertiesTest {
    private static void isRefused(String property, String value, String canBe, ThrowingCallable use) {
        System.setProperty(property, value);
        try {
            assertThatThrownBy(use)
                    .hasMessageContaining("system property " + property + " is '" + value + "': it can be " + canBe);
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void aPropertyThatMakesNoSenseIsRefusedWithWhatItCanBe() {
        for (String value : new String[] {"", "x", "-1", "99999999999", "NaN", "1.5"}) {
            isRefused("procession.spares", value, "a whole number from 0", Spares::most);
            isRefused("procession.spares.idle", value, "a whole number from 1", Spares::idleLimit);
            isRefused(
                    "procession.spares.idle",
                    value,
                    "a whole number from 1",
                    () -> JvmProcess.builder().target(() -> {}).prepareSpares(1));
            isRefused("procession.debug", value, "off, listen or suspend", DebugMode::byDefault);
            isRefused(
                    "procession.debug",
                    value,
                    "off, listen or suspend",
                    () -> ChildSpec.builder("x", "y.Z").build());
            isRefused("procession.startMethod", value, "spawn or warm", StartMethod::byDefault);
        }
        assertThat(Spares.most()).isEqualTo(4);
    }

    @Test
    void anAddressForConnectionsThatIsNoneIsRefusedWhenAnEndIsSent() {
        try (Pipe<String> pipe = Pipe.open();
                JvmProcess child = JvmProcess.builder()
                        .target(end -> end.send("x"), pipe.second())
                        .build()) {
            isRefused("procession.connection.address", "udp", "unix or tcp", child::start);
        }
    }
}
