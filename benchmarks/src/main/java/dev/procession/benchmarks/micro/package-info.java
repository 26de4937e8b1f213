/**
 * JMH benchmarks of the hot parts, each by what its module publishes. Run as {@code java -cp "$(bin/procession bench
 * classpath)" org.openjdk.jmh.Main}; JMH's own threads run them.
 */
@NullMarked
package dev.procession.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
