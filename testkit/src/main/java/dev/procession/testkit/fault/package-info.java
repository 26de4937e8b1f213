/**
 * A transport that loses, cuts, delays, repeats, changes and holds frames as a plan says, to test programs with. Enters: a
 * transport that works, and a plan. Leaves: the same transport with faults, which are done at the parent's end, on the threads
 * of the transport beneath, or on one of their own for what is held back.
 */
@NullMarked
package dev.procession.testkit.fault;

import org.jspecify.annotations.NullMarked;
