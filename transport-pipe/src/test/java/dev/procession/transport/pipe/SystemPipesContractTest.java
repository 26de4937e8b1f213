package dev.procession.transport.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.ChannelEnd;
import dev.procession.testkit.ChannelPair;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import dev.procession.testkit.RecordingListener.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same rules between streams like those of processes, where whoever offers may write, and when he does. */
@ExtendWith(LeakGuard.class)
class SystemPipesContractTest extends ChannelContract {
    private final SystemPipes transport = new SystemPipes();

    @Override
    public TransportProvider provider() {
        return transport;
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        return Optional.empty();
    }

    @Test
    void whoeverAnswersWritesByHimself() {
        try (ChannelPair pair = ChannelPair.open(() -> transport, options(), options(), patience())) {
            send(pair.child(), pair.parent(), "the first word is that of a writer, since nothing is known of the peer");
            send(pair.parent(), pair.child(), "it is told that the child's word was read");
            transport.writers().clear();
            for (int i = 0; i < 100; i++) {
                send(pair.child(), pair.parent(), "there");
                send(pair.parent(), pair.child(), "and back");
            }
            Queue<String> writers = transport.writers();
            assertEquals(200, writers.size());
            writers.removeIf(name -> name.equals(Thread.currentThread().getName()));
            assertTrue(writers.isEmpty(), () -> "others wrote too: " + writers);
        }
    }

    @Test
    void whoeverSendsMoreThanIsReadLeavesItToTheWriter() {
        try (ChannelPair pair = ChannelPair.open(() -> transport, options(), options(), patience())) {
            send(pair.child(), pair.parent(), "opened");
            send(pair.parent(), pair.child(), "read");
            transport.writers().clear();
            Channel child = pair.child().channel();
            int sent = 0;
            while (child.offer(List.of(ByteBuffer.allocate(1000)))) {
                sent++;
            }
            assertTrue(sent > 100, () -> "only few were taken");
            long own = transport.writers().stream()
                    .filter(name -> name.equals(Thread.currentThread().getName()))
                    .count();
            assertEquals(1, own);
        }
    }

    private static void send(ChannelEnd from, ChannelEnd to, String text) {
        int before = to.listener().count(Event.FRAME);
        to.channel().request(1);
        from.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        to.listener().await(Event.FRAME, before + 1);
    }
}
