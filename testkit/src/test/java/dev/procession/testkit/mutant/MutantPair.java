package dev.procession.testkit.mutant;

import dev.procession.core.channel.LaunchLink;
import dev.procession.testkit.LaunchedPair;
import dev.procession.testkit.loopback.LoopbackPair;
import java.util.Optional;
import java.util.function.Function;

/** The loopback link with one defect at each end. */
final class MutantPair implements LaunchedPair {
    private final LoopbackPair healthy = new LoopbackPair();
    private final MutantLink parent;
    private final MutantLink child;

    MutantPair(Function<LaunchLink, MutantLink> defect) {
        parent = defect.apply(healthy.parent());
        child = defect.apply(healthy.child());
        parent.peer = child;
        child.peer = parent;
    }

    @Override
    public LaunchLink parent() {
        return parent;
    }

    @Override
    public LaunchLink child() {
        parent.launched = true;
        child.launched = true;
        return child;
    }

    @Override
    public void endChild() {
        parent.peerEnded = true;
        healthy.endChild();
    }

    @Override
    public Optional<Runnable> endParent() {
        return healthy.endParent().map(end -> () -> {
            child.peerEnded = true;
            end.run();
        });
    }

    @Override
    public void close() {
        healthy.close();
    }
}
