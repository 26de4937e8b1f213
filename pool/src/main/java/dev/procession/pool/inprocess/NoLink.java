package dev.procession.pool.inprocess;

import dev.procession.core.launch.WorkerLauncher;

/** Stands for the launch link of a worker that is no process: it has none. */
record NoLink() implements WorkerLauncher.LinkToBe {
    @Override
    public boolean present() {
        return false;
    }

    @Override
    public Doorbell doorbell() {
        throw absent();
    }

    @Override
    public Streams takeStreams() {
        throw absent();
    }

    @Override
    public byte[] secret() {
        throw absent();
    }

    private static IllegalStateException absent() {
        return new IllegalStateException("a worker inside this process has no launch link: see present()");
    }
}
