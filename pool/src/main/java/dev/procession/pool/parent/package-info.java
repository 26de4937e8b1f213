/**
 * The parent's side: queues tasks, gives them to workers, routes their outcomes, buries and replaces the dead. Not API.
 *
 * <p>Enters: encoded tasks, on any thread. Leaves: outcomes, into sinks. A transport's thread routes outcomes and never
 * runs user code; the pool's own threads start workers, bury them and run callbacks.
 */
@NullMarked
package dev.procession.pool.parent;

import org.jspecify.annotations.NullMarked;
