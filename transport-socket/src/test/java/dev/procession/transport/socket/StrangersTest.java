package dev.procession.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private final Strangers strangers = new Strangers();

    private List<EmbeddedChannel> come(int count) {
        List<EmbeddedChannel> crowd =
                Stream.generate(EmbeddedChannel::new).limit(count).toList();
        crowd.forEach(strangers::came);
        return crowd;
    }

    @Test
    void whenThereAreTooManyTheOneWhoHasWaitedLongestGoes() {
        List<EmbeddedChannel> crowd = come(Strangers.MOST + 3);

        assertThat(crowd.subList(0, 3)).noneMatch(EmbeddedChannel::isOpen);
        assertThat(crowd.subList(3, crowd.size())).allMatch(EmbeddedChannel::isOpen);
        assertThat(strangers.refused()).isEqualTo(3);
    }

    @Test
    void onlyTheFirstWhoKnowsTheSecretIsTheChild() {
        List<EmbeddedChannel> crowd = come(2);
        crowd.forEach(stranger -> strangers.proved(new SocketReader(stranger, 1_024)));

        assertThat(strangers.child().join().connection()).isSameAs(crowd.get(0));
        assertThat(crowd.get(0).isOpen()).isTrue();
        assertThat(crowd.get(1).isOpen()).isFalse();
    }

    @Test
    void whoComesAfterTheChildIsSentAway() {
        strangers.proved(new SocketReader(come(1).get(0), 1_024));

        assertThat(come(1)).noneMatch(EmbeddedChannel::isOpen);
    }
}
