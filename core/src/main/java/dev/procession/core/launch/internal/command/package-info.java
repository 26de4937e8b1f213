/**
 * What is executed to start a child: the launch line, options, class path, environment and heap.
 *
 * <p>Enters: a {@link dev.procession.core.launch.ChildSpec} and what this JVM inherited. Leaves: a process builder and an
 * argument file. Runs on the thread that launches.
 */
@NullMarked
package dev.procession.core.launch.internal.command;

import org.jspecify.annotations.NullMarked;
