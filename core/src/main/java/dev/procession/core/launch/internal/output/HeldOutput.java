package dev.procession.core.launch.internal.output;

import dev.procession.core.OutputLine;
import dev.procession.core.OutputListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first lines of a spare until it is known whose they are; they then go before the next one. The lines come from one
 * thread, the owner from another.
 */
public final class HeldOutput implements OutputListener {
    private static final int MOST = 100;

    private final List<OutputLine> held = new ArrayList<>();
    private volatile @Nullable Owner owner;

    private record Owner(String name, OutputListener listener) {}

    /** Nobody's yet. */
    public HeldOutput() {}

    /**
     * Says whose lines they are.
     *
     * @param name the child's name from now on
     * @param listener who is told
     */
    public void giveTo(String name, OutputListener listener) {
        owner = new Owner(name, listener);
    }

    @Override
    public void line(OutputLine line) {
        Owner current = owner;
        if (current == null) {
            if (held.size() < MOST) {
                held.add(line);
            }
            return;
        }
        List<OutputLine> before = List.copyOf(held);
        held.clear();
        before.forEach(early -> tell(current, early));
        tell(current, line);
    }

    private static void tell(Owner owner, OutputLine line) {
        owner.listener.line(new OutputLine(owner.name, line.pid(), line.text(), line.task()));
    }
}
