package dev.procession.core.launch;

import dev.procession.core.channel.LaunchLink;

/**
 * What a launched child knows of itself.
 *
 * @param name the name its launcher gave it
 * @param parentPid the launcher's process id
 * @param depth how many launches lie between the first JVM and this one: 1 for a direct child
 * @param payload the bytes that {@link ChildSpecBuilder#payload} handed over, outside the command line
 * @param link the way back to the launcher; as long as nobody takes its streams, the child halts by itself when the
 *     launcher is gone
 */
@SuppressWarnings("ArrayRecordComponent") // One per process and never compared; a copy at each call would cost more.
public record ChildContext(String name, long parentPid, int depth, byte[] payload, LaunchLink link) {}
