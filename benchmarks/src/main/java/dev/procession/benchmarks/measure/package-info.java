/**
 * How anything is measured here: entrants take turns, round by round, and what is told is the ratio of two of the same
 * round. In come a {@link dev.procession.benchmarks.measure.Contest}'s probes, out go their samples; all of it runs on the
 * command's thread, each measurement on one of its own that is given up at a limit.
 */
@NullMarked
package dev.procession.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
