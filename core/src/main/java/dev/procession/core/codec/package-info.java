/**
 * Values to bytes and back: a tagged fast path, protobuf messages, Java serialization behind a filter, and codecs that
 * users add. Chosen per value.
 *
 * <p>Enters: any object. Leaves: a self-delimiting run of bytes that starts with a tag. Runs on the thread of whoever
 * calls: user code (writeObject, readResolve, static initialisers) may run inside.
 */
@NullMarked
package dev.procession.core.codec;

import org.jspecify.annotations.NullMarked;
