/**
 * The two ends of a launch: the nursery and the child's handle in the parent, the main class in the child.
 *
 * <p>Enters: a {@link dev.procession.core.launch.ChildSpec}. Leaves: a running program and its exit status. The caller's thread
 * launches; one owned thread per child waits for its end; in the child the main thread runs the program.
 */
@NullMarked
package dev.procession.core.launch.internal;

import org.jspecify.annotations.NullMarked;
