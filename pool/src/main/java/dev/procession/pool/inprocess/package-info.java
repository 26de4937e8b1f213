/**
 * Workers on threads of the pool's own process, for unit tests: both sides of the pool, with a channel in memory between
 * them. Not API.
 *
 * <p>Enters: launches, on the pool's keepers. Leaves: threads that run {@code pool.child}, one a worker, and are told apart
 * from those of the process by {@code ProcessContext}.
 */
@NullMarked
package dev.procession.pool.inprocess;

import org.jspecify.annotations.NullMarked;
