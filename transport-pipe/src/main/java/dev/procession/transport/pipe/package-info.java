/**
 * The default transport: frames over the two pipes that a child inherits from its launcher. Needs nothing but the JDK.
 *
 * <p>Enters: frames, on the callers' threads, into {@code OutputQueue}; one owned thread ({@code PipeWriter}) writes all
 * that is queued at once. Leaves: frames, on one owned thread ({@code PipeReader}) that calls the listener.
 */
@NullMarked
package dev.procession.transport.pipe;

import org.jspecify.annotations.NullMarked;
