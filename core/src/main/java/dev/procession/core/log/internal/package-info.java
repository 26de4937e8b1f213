/**
 * The form that log records have on their way. Not API.
 *
 * <p>Enters: records. Leaves: bytes that stand between what a child prints, and records again. Runs on the thread that logs
 * in the child, and on the one that relays its output in the parent.
 */
@NullMarked
package dev.procession.core.log.internal;

import org.jspecify.annotations.NullMarked;
