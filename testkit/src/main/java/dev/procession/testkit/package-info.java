/**
 * What users and writers of transports test with: the contract of the Channel SPI as JUnit tests to extend, links and a
 * transport inside one JVM, and a guard against leaks.
 *
 * <p>Enters: a {@link dev.procession.core.channel.TransportProvider}. Leaves: a verdict per rule. Tests run on JUnit's
 * threads; listeners on the transport's.
 */
@NullMarked
package dev.procession.testkit;

import org.jspecify.annotations.NullMarked;
