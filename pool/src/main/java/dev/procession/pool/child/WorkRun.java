package dev.procession.pool.child;

import dev.procession.pool.protocol.RunHead;
import dev.procession.pool.protocol.Shape;
import java.nio.ByteBuffer;

/**
 * A row of items that share a function, as it waits in the worker.
 *
 * @param function what to run
 * @param head how the parent described it
 * @param firstItem the number of the first item
 * @param arguments their encoded arguments, one after the other
 */
record WorkRun(ShippedFunction function, RunHead head, long firstItem, ByteBuffer arguments) {
    Shape shape() {
        return head.shape();
    }

    int items() {
        return head.items();
    }

    boolean isTimed() {
        return head.limitNanos() > 0;
    }
}
