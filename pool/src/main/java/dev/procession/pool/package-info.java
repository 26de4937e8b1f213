/**
 * Tasks on a pool of child JVMs: apply, map and their asynchronous forms, over any channel that the class path offers.
 * The transport is found at run time and never named here.
 */
@NullMarked
package dev.procession.pool;

import org.jspecify.annotations.NullMarked;
