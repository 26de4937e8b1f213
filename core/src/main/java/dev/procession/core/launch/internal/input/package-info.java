/**
 * A child's standard input: the named pipe that it is, and the thread that feeds it.
 *
 * <p>Enters: bytes of the user's program. Leaves: the same bytes in the child's descriptor 0. The caller's thread writes, or
 * one owned thread per fed child.
 */
@NullMarked
package dev.procession.core.launch.internal.input;

import org.jspecify.annotations.NullMarked;
