/**
 * How a child logs: what SLF4J and {@code java.util.logging} load there, when something is first logged and not before. Not
 * API.
 *
 * <p>Enters: log calls of any thread. Leaves: frames on standard error, written before the call returns.
 */
@NullMarked
package dev.procession.core.log.internal.child;

import org.jspecify.annotations.NullMarked;
