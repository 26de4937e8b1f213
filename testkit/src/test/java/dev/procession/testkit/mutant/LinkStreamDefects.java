package dev.procession.testkit.mutant;

import dev.procession.core.channel.LaunchLink;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/** Links that hand over wrongly, or carry bytes wrongly. */
final class LinkStreamDefects {
    private LinkStreamDefects() {}

    static final class Absent extends MutantLink {
        Absent(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        public boolean present() {
            return false;
        }
    }

    static final class HandsOverAgain extends MutantLink {
        private Streams taken;

        HandsOverAgain(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        public synchronized Streams takeStreams() {
            if (taken == null) {
                taken = super.takeStreams();
            }
            return taken;
        }
    }

    static final class StreamsBesideADoorbell extends MutantLink {
        StreamsBesideADoorbell(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        public Streams takeStreams() {
            try {
                return super.takeStreams();
            } catch (IllegalStateException inUse) {
                return new Streams(InputStream.nullInputStream(), OutputStream.nullOutputStream());
            }
        }
    }

    static final class DoorbellBesideStreams extends MutantLink {
        DoorbellBesideStreams(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        public synchronized Doorbell doorbell() {
            try {
                return super.doorbell();
            } catch (IllegalStateException taken) {
                return new Bell(null);
            }
        }
    }

    static final class ManyDoorbells extends MutantLink {
        ManyDoorbells(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        public synchronized Doorbell doorbell() {
            return new Bell(healthy.doorbell());
        }
    }

    static final class OwnSecret extends MutantLink {
        private final byte[] own = new byte[SECRET_BYTES];

        OwnSecret(LaunchLink healthy) {
            super(healthy);
            new Random(System.identityHashCode(this)).nextBytes(own);
        }

        @Override
        public byte[] secret() {
            return own.clone();
        }
    }

    static final class CommonSecret extends MutantLink {
        CommonSecret(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        public byte[] secret() {
            return new byte[SECRET_BYTES];
        }
    }

    /** Changes what is written: each byte's fate is in the hands of the defect. */
    abstract static class Tampering extends MutantLink {
        private long count;

        Tampering(LaunchLink healthy) {
            super(healthy);
        }

        abstract void put(OutputStream out, int value, long number) throws IOException;

        @Override
        OutputStream out(OutputStream healthyOut) {
            return new FilterOutputStream(new BufferedOutputStream(healthyOut)) {
                @Override
                public void write(int value) throws IOException {
                    put(out, value, count++);
                    out.flush();
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    for (int i = 0; i < length; i++) {
                        put(out, bytes[offset + i], count++);
                    }
                    out.flush();
                }
            };
        }
    }

    static final class DropsAByte extends Tampering {
        DropsAByte(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        void put(OutputStream out, int value, long number) throws IOException {
            if (number != 70_000) {
                out.write(value);
            }
        }
    }

    static final class ChangesAByte extends Tampering {
        ChangesAByte(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        void put(OutputStream out, int value, long number) throws IOException {
            out.write(number == 70_000 ? value + 1 : value);
        }
    }

    static final class WaitsForAFlush extends MutantLink {
        WaitsForAFlush(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        OutputStream out(OutputStream healthyOut) {
            return new BufferedOutputStream(healthyOut);
        }
    }

    static final class ForgetsWhatCameEarly extends Tampering {
        private volatile long written;

        ForgetsWhatCameEarly(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        void put(OutputStream out, int value, long number) throws IOException {
            out.write(value);
            written = number + 1;
        }

        @Override
        InputStream in(InputStream healthyIn) {
            try {
                healthyIn.skipNBytes(((ForgetsWhatCameEarly) peer).written);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return healthyIn;
        }
    }

    static final class NeverEnds extends MutantLink {
        NeverEnds(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        InputStream in(InputStream healthyIn) {
            return new FilterInputStream(healthyIn) {
                @Override
                public int read() throws IOException {
                    int value = super.read();
                    return value < 0 ? hang() : value;
                }

                private int hang() {
                    try {
                        forLong();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return 0;
                }
            };
        }
    }

    static final class ForgetsTheLastBytes extends MutantLink {
        ForgetsTheLastBytes(LaunchLink healthy) {
            super(healthy);
        }

        @Override
        InputStream in(InputStream healthyIn) {
            return new FilterInputStream(healthyIn) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return peerEnded ? -1 : super.read(target, offset, length);
                }
            };
        }
    }
}
