/**
 * Start-up archives: classes of Procession and of its libraries, as a worker of one transport loads them, in the JVM's own
 * format (class-data sharing), so that the next workers need not read, check and link them again.
 *
 * <p>Enters: what a pool is about to start. Leaves: the JVM options and the order of the class path by which its workers use
 * an archive that is there. Looking for one runs on the thread that builds the pool; making one runs on a thread of its own,
 * or on the thread that calls {@link dev.procession.pool.StartupArchive#prepare}. Nothing here fails a pool.
 */
@NullMarked
package dev.procession.pool.archive;

import org.jspecify.annotations.NullMarked;
