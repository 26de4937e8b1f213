/**
 * Tells from the frames of one worker what it was sent and what it answered.
 *
 * <p>Enters: the frames of both directions, as a transport has kept them. Leaves: one entry for each item. Runs no code of
 * users and resolves no class of theirs.
 */
@NullMarked
package dev.procession.pool.journal;

import org.jspecify.annotations.NullMarked;
