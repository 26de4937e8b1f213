package dev.procession.testkit.mutant;

import dev.procession.core.channel.LaunchLink;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Links whose doorbells ring or wait wrongly. */
final class LinkBellDefects {
    private LinkBellDefects() {}

    static final class ForgetsEarlyRings extends MutantLink {
        ForgetsEarlyRings(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        void ring(Doorbell below) {
            if (launched) {
                below.ring();
            }
        }
    }

    static final class ForgetsRings extends MutantLink {
        ForgetsRings(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) throws InterruptedException {
            below.await(Duration.ZERO);
            return below.await(limit);
        }
    }

    static final class LosesOneRing extends MutantLink {
        private final AtomicInteger rings = new AtomicInteger();

        LosesOneRing(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        void ring(Doorbell below) {
            if (rings.incrementAndGet() != 200) {
                below.ring();
            }
        }
    }

    static final class BlocksAfterMany extends MutantLink {
        private final AtomicInteger rings = new AtomicInteger();

        BlocksAfterMany(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        void ring(Doorbell below) {
            below.ring();
            if (rings.incrementAndGet() == 1 << 16) {
                try {
                    forLong();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    static final class ThrowsWhenDead extends MutantLink {
        ThrowsWhenDead(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        void ring(Doorbell below) {
            if (peerEnded) {
                throw new IllegalStateException("broken pipe");
            }
            below.ring();
        }
    }

    static final class ForgetsTheLimit extends MutantLink {
        ForgetsTheLimit(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) throws InterruptedException {
            return below.await(Duration.ofSeconds(5));
        }
    }

    static final class ReturnsEarly extends MutantLink {
        ReturnsEarly(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) throws InterruptedException {
            return below.await(limit.dividedBy(2));
        }
    }

    static final class RingsByItself extends MutantLink {
        RingsByItself(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) throws InterruptedException {
            below.await(limit);
            return true;
        }
    }

    static final class WakesTwice extends MutantLink {
        private final AtomicBoolean again = new AtomicBoolean();

        WakesTwice(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) throws InterruptedException {
            if (again.getAndSet(false)) {
                return true;
            }
            boolean rang = below.await(limit);
            again.set(rang);
            return rang;
        }
    }

    static final class Overflows extends MutantLink {
        Overflows(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) throws InterruptedException {
            return below.await(Duration.ofNanos(limit.toNanos()));
        }
    }

    static final class SwallowsInterrupts extends MutantLink {
        SwallowsInterrupts(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) {
            try {
                return below.await(limit);
            } catch (InterruptedException e) {
                return false;
            }
        }
    }

    static final class SleepsThroughTheEnd extends MutantLink {
        SleepsThroughTheEnd(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) throws InterruptedException {
            boolean rang = below.await(limit);
            return peerEnded ? forLong() : rang;
        }
    }

    static final class TellsTheEndOnce extends MutantLink {
        private final AtomicBoolean told = new AtomicBoolean();

        TellsTheEndOnce(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean await(Doorbell below, Duration limit) throws InterruptedException {
            boolean rang = below.await(limit);
            return peerEnded && told.getAndSet(true) ? forLong() : rang;
        }
    }

    static final class OneThreadOnly extends MutantLink {
        private volatile Thread user;

        OneThreadOnly(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        synchronized void ring(Doorbell below) {
            if (user != null && user != Thread.currentThread()) {
                throw new IllegalStateException("rung by two threads");
            }
            user = Thread.currentThread();
            below.ring();
        }
    }

    static final class WakesThoughTaken extends MutantLink {
        WakesThoughTaken(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean tellFirst(Doorbell below, BooleanSupplier hearer) {
            return below.tellFirst(() -> hearer.getAsBoolean() && below == null);
        }
    }

    static final class LosesWhatIsNotTaken extends MutantLink {
        LosesWhatIsNotTaken(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        boolean tellFirst(Doorbell below, BooleanSupplier hearer) {
            return below.tellFirst(() -> hearer.getAsBoolean() || below != null);
        }
    }
}
