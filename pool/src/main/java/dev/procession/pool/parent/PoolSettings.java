package dev.procession.pool.parent;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.launch.ChildSpec;
import java.time.Duration;
import java.util.List;

/**
 * What a pool was asked to be.
 *
 * @param staffing how many workers, and for how long each
 * @param channel the channels' limits
 * @param worker what each worker is, but for its name and payload
 * @param plainWorker the same without a start-up archive; what is started after a start that has failed
 * @param allowedResults patterns of further classes that results may be made of
 * @param closeTimeout after how long a close becomes a terminate
 * @param startTimeout how long a worker may take to start
 * @param hooks what each worker runs before its first task and after its last
 * @param graces how long tasks that are to stop may go on
 * @param purpose what it is for
 */
public record PoolSettings(
        Staffing staffing,
        ChannelOptions channel,
        ChildSpec worker,
        ChildSpec plainWorker,
        List<String> allowedResults,
        Duration closeTimeout,
        Duration startTimeout,
        Hooks hooks,
        Graces graces,
        Purpose purpose) {}
