package dev.procession.core.connection.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.Deque;

/** Where bytes for the peer of an end that has moved are written: first what its old place owes it, wire by wire. */
final class Drain {
    private final Deque<Leg> legs;
    private final ByteBuffer farewell;
    private final Wire last;

    /**
     * A wire that is left.
     *
     * @param owed what is still to be written to it
     * @param wire the wire, which ends behind it
     */
    record Leg(ByteBuffer owed, Wire wire) {}

    /**
     * What an outlet leaves.
     *
     * @param legs the wires that are left, in order
     * @param farewell what is still to be written to the last wire, before anything new
     * @param last the wire that stays
     */
    Drain(Deque<Leg> legs, ByteBuffer farewell, Wire last) {
        this.legs = legs;
        this.farewell = farewell;
        this.last = last;
    }

    SelectableChannel channel() {
        Leg leg = legs.peek();
        return leg == null ? last.out() : leg.wire().out();
    }

    /** Whether something is owed that has to be written whether or not there is more. */
    boolean owes() {
        return !legs.isEmpty() || farewell.hasRemaining();
    }

    /** Writes what there is room for; answers false if nothing moved. */
    boolean write(ByteBuffer from) throws IOException {
        Leg leg = legs.peek();
        if (leg != null) {
            boolean moved = leg.owed().hasRemaining() && leg.wire().write(leg.owed()) > 0;
            if (!leg.owed().hasRemaining()) {
                leg.wire().endOutput();
                legs.remove();
                return true;
            }
            return moved;
        }
        if (farewell.hasRemaining()) {
            return last.write(farewell) > 0;
        }
        return from.hasRemaining() && last.write(from) > 0;
    }

    void end() {
        legs.forEach(leg -> leg.wire().endOutput());
        last.endOutput();
    }
}
