/**
 * The error tree: one unchecked root, {@link dev.procession.core.error.ProcessionException}, whose stable {@link
 * dev.procession.core.error.ErrorCode} also travels between processes. A message says what happened, the actual value,
 * the limit and the fix.
 */
@NullMarked
package dev.procession.core.error;

import org.jspecify.annotations.NullMarked;
