/**
 * What children log, as the parent sees it.
 *
 * <p>Enters: records that children logged by SLF4J or {@code java.util.logging}. Leaves: records for a listener, by default
 * for this process's own loggers. Runs on the thread that relays the child's output.
 */
@NullMarked
package dev.procession.core.log;

import org.jspecify.annotations.NullMarked;
