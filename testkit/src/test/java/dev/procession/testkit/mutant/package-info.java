/**
 * Broken channels, at least one for each rule, that the contract has to catch.
 *
 * <p>Enters: a healthy in-memory channel. Leaves: one with a single defect. Runs on the threads of whoever calls.
 */
@NullMarked
package dev.procession.testkit.mutant;

import org.jspecify.annotations.NullMarked;
