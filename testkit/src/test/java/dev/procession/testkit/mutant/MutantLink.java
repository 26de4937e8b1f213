package dev.procession.testkit.mutant;

import dev.procession.core.channel.LaunchLink;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An end of a link that does as the healthy one below it; the defects override what they break. */
class MutantLink implements LaunchLink {
    final LaunchLink healthy;
    MutantLink peer = this;
    volatile boolean launched;
    volatile boolean peerEnded;

    private Bell bell;

    MutantLink(LaunchLink healthy) {
        this.healthy = healthy;
    }

    @Override
    public boolean present() {
        return healthy.present();
    }

    @Override
    public synchronized Doorbell doorbell() {
        Doorbell below = healthy.doorbell();
        if (bell == null) {
            bell = new Bell(below);
        }
        return bell;
    }

    @Override
    public Streams takeStreams() {
        Streams streams = healthy.takeStreams();
        return new Streams(in(streams.in()), out(streams.out()));
    }

    @Override
    public byte[] secret() {
        return healthy.secret();
    }

    InputStream in(InputStream healthyIn) {
        return healthyIn;
    }

    OutputStream out(OutputStream healthyOut) {
        return healthyOut;
    }

    void ring(Doorbell below) {
        below.ring();
    }

    boolean await(Doorbell below, Duration limit) throws InterruptedException {
        return below.await(limit);
    }

    boolean tellFirst(Doorbell below, BooleanSupplier hearer) {
        return below.tellFirst(hearer);
    }

    /** Waits as long as a test waits for it. */
    static boolean forLong() throws InterruptedException {
        return new CountDownLatch(1).await(5, TimeUnit.SECONDS);
    }

    /** The doorbell that asks its link what to do. */
    final class Bell implements Doorbell {
        private final Doorbell below;

        Bell(Doorbell below) {
            this.below = below;
        }

        @Override
        public void ring() {
            MutantLink.this.ring(below);
        }

        @Override
        public boolean await(Duration limit) throws InterruptedException {
            return MutantLink.this.await(below, limit);
        }

        @Override
        public boolean tellFirst(BooleanSupplier hearer) {
            return MutantLink.this.tellFirst(below, hearer);
        }
    }
}
