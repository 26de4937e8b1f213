package dev.procession.pool.parent;

import org.jspecify.annotations.Nullable;

/** A sink for tests that look at something else. */
class NoSink implements TaskSink {
    @Override
    public void succeeded(int index, @Nullable Object value, int encodedBytes) {}

    @Override
    public void arrived(int index, EncodedOutcome outcome, int encodedBytes) {}

    @Override
    public void failed(int index, Throwable reason) {}

    @Override
    public void lost(Throwable reason) {}

    @Override
    public void carriedAs(PendingTask part) {}

    @Override
    public boolean isWanted() {
        return true;
    }
}
