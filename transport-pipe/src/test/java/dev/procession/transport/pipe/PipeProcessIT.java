package dev.procession.transport.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.ExitStatus;
import dev.procession.core.OutputListener;
import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ChannelException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.testkit.ProcessContract;
import dev.procession.testkit.RecordingListener;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The pipe between two real processes, whose streams no close of one side's own can wake. */
class PipeProcessIT extends ProcessContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public TransportProvider provider() {
        return new PipeTransport();
    }

    @Test
    void aChildThatDiesInsideAFrameIsAFailure() throws Exception {
        LocalLauncher launcher = LocalLauncher.shared();
        RecordingListener listener = new RecordingListener(PATIENCE);
        var link = launcher.prepareLink();
        try (var acceptor = provider().open(ChannelOptions.defaults(), link)) {
            ChildSpec tearing = ChildSpec.builder("tearing", TearingProgram.class)
                    .output(OutputListener.discarding())
                    .build();
            ChildHandle child = launcher.launch(tearing, link);
            try (Channel channel = acceptor.accept(listener, PATIENCE)) {
                channel.request(1);
                assertThat(listener.awaitFailure()).isInstanceOf(ChannelException.class);
                assertThat(child.exit().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(ExitStatus.of(TearingProgram.DEATH));
            }
        }
    }
}
