package dev.procession.core.connection.internal.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.ConnectionException;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private final byte[] key = Handshake.random(Handshake.KEY_BYTES);
    private final byte[] id = Handshake.random(Handshake.ID_BYTES);
    private final byte[] greeting = Handshake.greeting();
    private final byte[] claim = Handshake.claim(id, key, greeting);

    @Test
    void theCodeIsTheStandardsForKeysOfAllLengths() throws Exception {
        for (int length : new int[] {1, 16, 63, 64, 65, 200}) {
            byte[] longKey = Handshake.random(length);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(longKey, "HmacSHA256"));
            byte[] message = "what is said".getBytes(StandardCharsets.US_ASCII);
            assertThat(Hmac.of(longKey, message)).isEqualTo(mac.doFinal(message));
        }
    }

    @Test
    void messagesHaveTheirSizes() {
        assertThat(greeting).hasSize(Handshake.GREETING_BYTES);
        assertThat(claim).hasSize(Handshake.CLAIM_BYTES);
        assertThat(Handshake.idOf(claim)).isEqualTo(id);
        assertThat(Handshake.answer(key, greeting, claim)).hasSize(Handshake.ANSWER_BYTES);
    }

    @Test
    void bothSidesKnowEachOther() {
        assertThat(Handshake.isGoodClaim(claim, key, greeting)).isTrue();
        byte[] answer = Handshake.answer(key, greeting, claim);
        assertThat(Handshake.isGoodAnswer(answer, key, greeting, claim)).isTrue();
    }

    @Test
    void anyOtherKeyOrByteIsNoticed() {
        byte[] other = Handshake.random(Handshake.KEY_BYTES);
        assertThat(Handshake.isGoodClaim(claim, other, greeting)).isFalse();
        assertThat(Handshake.isGoodClaim(claim, key, Handshake.greeting())).isFalse();
        for (int i = 8; i < claim.length; i++) {
            byte[] changed = claim.clone();
            changed[i] ^= 1;
            assertThat(Handshake.isGoodClaim(changed, key, greeting)).isFalse();
        }
        byte[] answer = Handshake.answer(key, greeting, claim);
        assertThat(Handshake.isGoodAnswer(answer, other, greeting, claim)).isFalse();
        assertThat(Handshake.isGoodAnswer(answer, key, greeting, Handshake.claim(id, key, greeting)))
                .isFalse();
        assertThat(Handshake.isGoodAnswer(Handshake.refusal(), key, greeting, claim))
                .isFalse();
    }

    @Test
    void aProofCannotBeSentBack() {
        byte[] own = new byte[Handshake.ANSWER_BYTES];
        System.arraycopy(claim, claim.length - own.length, own, 0, own.length);
        assertThat(Handshake.isGoodAnswer(own, key, greeting, claim)).isFalse();
    }

    @Test
    void addressesFromElsewhereLeadOnlyToWhereEndsWait() {
        for (String text : new String[] {
            "unix:/tmp/x",
            "unix:relative",
            "unix:/",
            "unix:",
            "tcp:192.0.2.1:80",
            "tcp:example.com:80",
            "tcp:",
            "tcp:127.0.0.1",
            "unix:\0",
            "",
            "http://127.0.0.1:80"
        }) {
            assertThatThrownBy(() -> Place.parse(text)).as(text).isInstanceOf(ConnectionException.class);
        }
        assertThat(Place.text(Place.parse("tcp:127.0.0.1:4711"))).isEqualTo("tcp:127.0.0.1:4711");
    }
}
