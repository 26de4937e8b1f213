/**
 * The child processes of {@link dev.procession.testkit.ProcessContract}.
 *
 * <p>Enters: what the child is to do, as its payload. Leaves: frames, or the child's end. Runs on the child's main thread
 * and on its transport's.
 */
@NullMarked
package dev.procession.testkit.internal;

import org.jspecify.annotations.NullMarked;
