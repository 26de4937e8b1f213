package dev.procession.core.launch.internal.spare;

import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.internal.LocalChild;
import dev.procession.core.launch.internal.command.CommandKey;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The spares of one kind, the oldest first. Guarded by the lock of its {@link SparePool}. */
final class Shelf {
    final CommandKey key;
    final ChildSpec spec;
    final Deque<LocalChild> spares = new ArrayDeque<>();

    /** How many there should be. */
    int wanted;

    /** When the kind was used last, by {@link System#nanoTime()}. */
    long lastUse;

    Shelf(CommandKey key, ChildSpec spec) {
        this.key = key;
        this.spec = spec;
    }

    /** The oldest spare that lives, which is no spare any more. */
    @Nullable
    LocalChild takeOldest() {
        LocalChild oldest = spares.poll();
        while (oldest != null && !oldest.isAlive()) {
            oldest = spares.poll();
        }
        return oldest;
    }
}
