/**
 * The task API: a pool of worker processes that runs functions.
 *
 * <p>Enters: functions and arguments, on any thread. Leaves: results, as return values, futures or sequences. {@code
 * dev.procession.pool.protocol} runs in both processes, {@code .parent} in the parent, {@code .child} in the workers; those
 * three are not API.
 */
@NullMarked
package dev.procession.pool;

import org.jspecify.annotations.NullMarked;
