/**
 * The worker's side: takes runs of items off the channel, runs them on one fixed thread, gives outcomes back. Not API.
 *
 * <p>Enters: TASKS frames, on the transport's thread. Leaves: RESULTS frames. User code runs on the worker's main thread
 * and nowhere else; a second thread sends what has waited too long behind a long item.
 */
@NullMarked
package dev.procession.pool.child;

import org.jspecify.annotations.NullMarked;
