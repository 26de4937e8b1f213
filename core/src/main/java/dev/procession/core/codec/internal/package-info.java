/**
 * How {@link dev.procession.core.codec.Codecs} does it, one class for each way of encoding. No API: it changes without
 * notice.
 *
 * <p>Enters: values, or bytes whose tag is known. Leaves: bytes, or values. Runs on the caller's thread.
 */
@NullMarked
package dev.procession.core.codec.internal;

import org.jspecify.annotations.NullMarked;
