package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SilenceWatchTest {
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final SilenceWatch watch = new SilenceWatch(busy::get, asked::incrementAndGet);

    @Test
    void aWorkerThatHasNothingToDoIsLeftAlone() {
        watch.look();
        watch.look();
        assertThat(asked).hasValue(0);
    }

    @Test
    void aBusyWorkerIsAskedOnceItHasSaidNothingFromOneLookToTheNext() {
        watch.look();
        busy.set(true);
        watch.look();
        assertThat(asked).as("it may have been given something just now").hasValue(0);
        watch.look();
        assertThat(asked).hasValue(1);
        watch.hear();
        watch.look();
        assertThat(asked).hasValue(1);
        watch.look();
        assertThat(asked).hasValue(2);
    }
}
