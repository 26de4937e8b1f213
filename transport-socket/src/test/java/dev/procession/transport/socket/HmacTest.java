package dev.procession.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacTest {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 4231, section 4.2. */
    @Test
    void theFirstCaseOfTheStandardHolds() {
        byte[] key = new byte[20];
        Arrays.fill(key, (byte) 0x0b);

        assertThat(HEX.formatHex(Hmac.of(key, ascii("Hi There"))))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    /** RFC 4231, section 4.3. */
    @Test
    void theSecondCaseOfTheStandardHoldsInParts() {
        assertThat(HEX.formatHex(Hmac.of(ascii("Jefe"), ascii("what do ya want "), ascii("for nothing?"))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void itAgreesWithTheJdksMac() throws Exception {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            byte[] key = new byte[1 + random.nextInt(64)];
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(key);
            random.nextBytes(message);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));

            assertThat(Hmac.of(key, message)).isEqualTo(mac.doFinal(message));
        }
    }

    @Test
    void aKeyLargerThanABlockIsRefused() {
        assertThatThrownBy(() -> Hmac.of(new byte[65])).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
