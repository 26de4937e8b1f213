/**
 * What parent and worker say to each other: the only home of the wire format. Not API.
 *
 * <p>Enters: tasks and outcomes as encoded bytes. Leaves: frames, and the same again. Runs on both sides, on the thread
 * that writes or reads a frame. {@code procession.proto} is the specification; the classes here write and read the same
 * bytes without the generated ones, which would cost a child tens of milliseconds at its start.
 */
@NullMarked
package dev.procession.pool.protocol;

import org.jspecify.annotations.NullMarked;
