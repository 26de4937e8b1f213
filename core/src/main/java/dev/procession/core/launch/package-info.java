/**
 * Launching local child JVMs: class path, options, the launch line, the supervisor that leaves no child behind, and the
 * link between the two.
 *
 * <p>Enters: a {@link dev.procession.core.launch.ChildSpec}. Leaves: a {@link dev.procession.core.launch.ChildHandle}.
 * The caller's thread launches; one owned thread per child relays its output.
 */
@NullMarked
package dev.procession.core.launch;

import org.jspecify.annotations.NullMarked;
