package dev.procession.testkit.mutant;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;

/** What a channel can do wrong at its end. */
final class EndDefects {
    private EndDefects() {}

    static final class HalfCloseClosesAll extends MutantEnd {
        @Override
        public void closeOutput() {
            close();
        }
    }

    static final class HalfCloseIsNotTold extends MutantEnd {
        @Override
        public void closeOutput() {}
    }

    static final class TakesFramesAfterTheHalfClose extends MutantEnd {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            try {
                return super.offer(frame);
            } catch (ChannelException e) {
                return true;
            }
        }
    }

    static final class EndNeedsDemand extends MutantEnd {
        private boolean asked;
        private boolean ended;

        @Override
        public synchronized void request(int frames) {
            asked = true;
            super.request(frames);
            if (ended) {
                super.peerClosed();
            }
        }

        @Override
        public synchronized void peerClosed() {
            ended = true;
            if (asked) {
                super.peerClosed();
            }
        }
    }

    static final class TornIsClean extends MutantEnd {
        @Override
        public void failed(Throwable cause) {
            peerClosed();
        }
    }

    static final class CleanIsTorn extends MutantEnd {
        @Override
        public void peerClosed() {
            failed(new ChannelException("torn by a defect"));
        }
    }

    static final class EndTwice extends MutantEnd {
        @Override
        public void peerClosed() {
            super.peerClosed();
            super.peerClosed();
        }
    }

    static final class BothEnds extends MutantEnd {
        @Override
        public void failed(Throwable cause) {
            super.failed(cause);
            super.peerClosed();
        }
    }

    static final class GarbageIsTheEnd extends MutantEnd {
        @Override
        public void failed(Throwable cause) {
            if (cause instanceof ChannelException e && e.code() == ErrorCode.FRAME_CORRUPT) {
                super.peerClosed();
            } else {
                super.failed(cause);
            }
        }
    }

    static final class SwallowsWhatIsThrown extends MutantEnd {
        @Override
        public void frame(ByteBuffer frame) {
            try {
                super.frame(frame);
            } catch (RuntimeException swallowed) {
                // The defect.
            }
        }
    }
}
