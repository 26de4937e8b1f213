/**
 * A codec for object graphs of classes that a program names, with Apache Fory.
 *
 * <p>Enters: a record, an object or a collection of such, of classes on the list. Leaves: bytes of Fory's native format,
 * inside an envelope of ours. Runs on the thread of whoever encodes or decodes; no thread of its own. Fory carries references,
 * class numbers, texts and the JDK's values; objects of listed classes are taken apart and put together by our own
 * serializers, which check each type.
 */
@NullMarked
package dev.procession.codec.fory;

import org.jspecify.annotations.NullMarked;
