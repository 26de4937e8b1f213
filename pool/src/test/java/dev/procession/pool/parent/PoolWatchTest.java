package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolWatchTest {
    private final AtomicInteger tries = new AtomicInteger();
    private final CountDownLatch looked = new CountDownLatch(2);
    private final CountDownLatch done = new CountDownLatch(1);

    /** There is a thread at the third try. */
    private final Executor fewThreads = work -> {
        if (tries.incrementAndGet() < 3) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        work.run();
    };

    private final Damage damage = new Damage();
    private final PoolWatch watch = new PoolWatch(fewThreads, damage, () -> {
        looked.countDown();
        throw new OutOfMemoryError("of a look");
    });
    private final Thread thread = new Thread(watch);

    @AfterEach
    void end() throws Exception {
        watch.end();
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void whatNoThreadCouldBeMadeForIsDoneOnceOneCanAndALookThatFailsIsNotTheLast() throws Exception {
        watch.later(done::countDown);
        thread.start();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(looked.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tries).hasValue(3);
        assertThat(damage.cause).isNull();
    }
}
