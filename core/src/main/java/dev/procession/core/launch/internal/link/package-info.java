/**
 * The pair of descriptors between a launcher and a child, as streams or as a doorbell.
 *
 * <p>Enters: a process, or two descriptors. Leaves: a {@link dev.procession.core.channel.LaunchLink}. One owned thread reads
 * until the streams are taken.
 */
@NullMarked
package dev.procession.core.launch.internal.link;

import org.jspecify.annotations.NullMarked;
