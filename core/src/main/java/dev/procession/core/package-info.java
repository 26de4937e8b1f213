/**
 * Processes and the functions that are sent to them: what a user of Procession meets first.
 *
 * <p>Enters: functions and their arguments. Leaves: a running child JVM and, in the end, its exit status. The caller's
 * thread starts and joins; each child has one owned thread that relays what it prints.
 */
@NullMarked
package dev.procession.core;

import org.jspecify.annotations.NullMarked;
