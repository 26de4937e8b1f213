package dev.procession.testkit.loopback;

import dev.procession.core.channel.LaunchLink;
import dev.procession.testkit.LaunchedPair;
import java.util.Optional;

/** Two ends in this JVM, as the contract wants them. */
public final class LoopbackPair implements LaunchedPair {
    private final LoopbackLink.Pair links = LoopbackLink.pair();

    /** A fresh pair. */
    public LoopbackPair() {}

    @Override
    public LaunchLink parent() {
        return links.parent();
    }

    @Override
    public LaunchLink child() {
        return links.child();
    }

    @Override
    public void endChild() {
        links.child().close();
    }

    @Override
    public Optional<Runnable> endParent() {
        return Optional.of(links.parent()::close);
    }

    @Override
    public void close() {
        links.close();
    }
}
