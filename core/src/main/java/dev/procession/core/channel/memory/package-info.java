/**
 * A transport inside one JVM: for pools in this process, and for tests.
 *
 * <p>Enters: frames, copied as bytes onto a wire. Leaves: the same frames, on one owned thread per end or on the thread of
 * whoever waits in {@code readUntil}.
 */
@NullMarked
package dev.procession.core.channel.memory;

import org.jspecify.annotations.NullMarked;
