/**
 * Reserved for the channel over memory-mapped Chronicle queues.
 *
 * <p>The transport is not there yet. This package holds no provider, and asking for the transport {@code mmap} fails as
 * it does for any transport that is not on the class path.
 */
@NullMarked
package dev.procession.transport.mmap;

import org.jspecify.annotations.NullMarked;
