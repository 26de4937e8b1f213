/**
 * All that touches Chronicle Queue: opening the JDK for it, one queue's writing and reading end.
 *
 * <p>Enters: bytes, and folders to put them in. Leaves: the same bytes in another process. Starts no thread, but Chronicle
 * has one of its own that gives back mappings. Each end is for one thread at a time.
 */
@NullMarked
package dev.procession.transport.mmap.internal.chronicle;

import org.jspecify.annotations.NullMarked;
