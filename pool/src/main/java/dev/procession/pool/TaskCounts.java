package dev.procession.pool;

import java.util.OptionalLong;

/**
 * How far a {@code map} or {@code imap} has come.
 *
 * @param done how many items have their outcome
 * @param failed how many of these have failed
 * @param total how many items there are by the {@code size()} of the collection; empty for an iterator
 */
public record TaskCounts(long done, long failed, OptionalLong total) {}
