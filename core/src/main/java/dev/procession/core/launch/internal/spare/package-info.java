/**
 * Spare JVMs: started ahead, kept by kind, given away once.
 *
 * <p>Enters: what a process's JVM has to be like. Leaves: a running child that has been told what it is. One owned thread starts
 * and ends spares, and is there only while there are some.
 */
@NullMarked
package dev.procession.core.launch.internal.spare;

import org.jspecify.annotations.NullMarked;
