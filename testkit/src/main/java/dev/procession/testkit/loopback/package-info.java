/**
 * Launch links inside one JVM, over pipes of the operating system.
 *
 * <p>Enters: a wish for two ends. Leaves: a {@link dev.procession.testkit.loopback.LoopbackLink} for each. Starts no
 * thread.
 */
@NullMarked
package dev.procession.testkit.loopback;

import org.jspecify.annotations.NullMarked;
