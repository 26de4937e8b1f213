package dev.procession.pool.parent;

import dev.procession.core.OutputListener;
import dev.procession.core.channel.ChannelOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pool was asked to be.
 *
 * @param processes how many workers
 * @param channel the channels' limits
 * @param maxHeapBytes each worker's largest heap; 0 for the default
 * @param jvmOptions options for each worker's JVM
 * @param environment variables for each worker
 * @param directory the workers' current folder; null for this process's own
 * @param javaHome the JDK that runs the workers; null for this process's own
 * @param classPath the workers' class path; empty for this process's own
 * @param output who gets what workers print; null for standard error
 * @param allowedResults patterns of further classes that results may be made of
 * @param closeTimeout after how long a close becomes a terminate
 * @param startTimeout how long a worker may take to start
 */
public record PoolSettings(
        int processes,
        ChannelOptions channel,
        long maxHeapBytes,
        List<String> jvmOptions,
        Map<String, String> environment,
        @Nullable Path directory,
        @Nullable Path javaHome,
        List<Path> classPath,
        @Nullable OutputListener output,
        List<String> allowedResults,
        Duration closeTimeout,
        Duration startTimeout) {}
