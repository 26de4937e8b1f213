package dev.procession.pool.child;

import dev.procession.pool.protocol.Shape;
import java.nio.ByteBuffer;

/**
 * A row of items that share a function, as it waits in the worker.
 *
 * @param function what to run
 * @param shape what it takes and gives
 * @param firstItem the number of the first item
 * @param items how many
 * @param arguments their encoded arguments, one after the other
 */
record WorkRun(ShippedFunction function, Shape shape, long firstItem, int items, ByteBuffer arguments) {}
