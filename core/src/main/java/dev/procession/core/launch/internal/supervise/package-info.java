/**
 * Leaving nothing behind: the private folder, the supervisor process, and the sweep after crashes.
 *
 * <p>Enters: the start and end of children. Leaves: no process and no file when this JVM is gone. Called by the threads that
 * watch children; a thread of its own sweeps once.
 */
@NullMarked
package dev.procession.core.launch.internal.supervise;

import org.jspecify.annotations.NullMarked;
