/**
 * A transport inside one JVM: for tests of what uses channels, and the contract's own yardstick.
 *
 * <p>Enters: frames, copied as bytes onto a wire. Leaves: the same frames, on one owned thread per end or on the thread of
 * whoever waits in {@code readUntil}.
 */
@NullMarked
package dev.procession.testkit.memory;

import org.jspecify.annotations.NullMarked;
