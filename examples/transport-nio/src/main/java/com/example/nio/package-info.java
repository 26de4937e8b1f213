/**
 * A transport as a stranger would write it: frames over Unix-domain sockets, on the public API alone. {@code
 * docs/writing-a-transport.md} explains it piece by piece.
 *
 * <p>Enters: frames that are offered. Leaves: the same frames, whole and in order, in the other process. Two threads a
 * channel: one reads and calls the listener with frames, one writes and calls it when there is room.
 */
@NullMarked
package com.example.nio;

import org.jspecify.annotations.NullMarked;
