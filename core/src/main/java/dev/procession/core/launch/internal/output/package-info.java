/**
 * What a child prints, relayed line by line, with its end kept.
 *
 * <p>Enters: bytes of standard output and standard error. Leaves: lines for a listener. One owned thread per child.
 */
@NullMarked
package dev.procession.core.launch.internal.output;

import org.jspecify.annotations.NullMarked;
