/**
 * The ledger: a small mapped file beside any transport in which a worker notes what it is about to run and what it has
 * finished, so that after its death the parent knows exactly which task to fail and which to carry over.
 *
 * <p>Enters: item numbers and outcomes, stored by the worker's task thread. Leaves: the same, read by the parent once
 * the worker is dead. A store survives {@code kill -9}, because the page belongs to the file and not to the process.
 */
@NullMarked
package dev.procession.core.ledger;

import org.jspecify.annotations.NullMarked;
