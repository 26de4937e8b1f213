/**
 * What the parent does with records, and what it tells children beforehand. Not API.
 *
 * <p>Enters: records of children; the levels of this process's loggers. Leaves: calls of listeners and loggers; options for a
 * child's JVM. Runs on the threads that launch and those that relay output.
 */
@NullMarked
package dev.procession.core.log.internal.parent;

import org.jspecify.annotations.NullMarked;
