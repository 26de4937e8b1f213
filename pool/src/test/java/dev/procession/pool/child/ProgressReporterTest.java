package dev.procession.pool.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.core.channel.Channel;
import dev.procession.core.codec.Codecs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProgressReporterTest {
    private final Narrow channel = new Narrow();
    private final FrameSender sender = new FrameSender(new Listening());
    private final ProgressReporter reporter = new ProgressReporter(Codecs.standard(), sender);

    ProgressReporterTest() {
        sender.attach(channel);
    }

    @Test
    void theLastValueOfAnItemWaitsForRoomWhereOthersDoNot() throws InterruptedException {
        channel.full = true;
        reporter.report(1, "first");
        reporter.send();
        reporter.report(1, "last");
        Thread ending = new Thread(reporter::ends);
        ending.start();
        await().until(() -> ending.getState() == Thread.State.WAITING);
        channel.full = false;
        sender.becameWritable();
        ending.join();
        reporter.send();
        assertThat(channel.taken).singleElement().asString().contains("last");
    }

    @Test
    void aThreadThatAnEarlierItemHasLeftDoesNotReplaceALaterOnesValue() {
        reporter.report(2, "of the second");
        reporter.report(1, "of the first");
        reporter.ends();
        reporter.ends();
        assertThat(channel.taken).singleElement().asString().contains("of the second");
    }

    /** Takes frames when it has room. */
    private static final class Narrow implements Channel {
        final List<String> taken = new ArrayList<>();
        volatile boolean full;

        @Override
        public boolean offer(List<ByteBuffer> frame) {
            if (!full) {
                StringBuilder text = new StringBuilder();
                for (ByteBuffer part : frame) {
                    while (part.hasRemaining()) {
                        text.append((char) part.get());
                    }
                }
                taken.add(text.toString());
            }
            return !full;
        }

        @Override
        public void request(int frames) {}

        @Override
        public void closeOutput() {}

        @Override
        public void close() {}
    }
}
