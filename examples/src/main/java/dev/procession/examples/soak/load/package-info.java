/**
 * What a soak does to pools, and what has to come of it.
 *
 * <p>What enters is a {@code SoakPlan}, what leaves are the findings of an {@code Auditor} and the counts of {@code Tally}s.
 * In reading order: a {@code Lane}, on a thread of its own, takes one {@code Ordeal} after the other by chance, of {@code
 * Calls}, {@code Sequences} and {@code Blows}; what they run in workers is {@code Chores}. The {@code Auditor} judges each
 * outcome by its {@code Expectation}, on the thread that brings it, and misses those that do not come.
 */
@NullMarked
package dev.procession.examples.soak.load;

import org.jspecify.annotations.NullMarked;
