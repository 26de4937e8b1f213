package dev.procession.it.faults;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** How much longer what is promised may take on a machine whose processors are fought for. */
final class MachineLoad {
    /** How many threads may want each processor before the clock says more of the machine than of the pool. */
    private static final int FAIR_LOAD = 2;

    private MachineLoad() {}

    /** The limit, or more where others keep the processors busy: a build of three at once is no proof of anything. */
    static long limitMillis(long promised) {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load = system.getSystemLoadAverage() / system.getAvailableProcessors();
        return (long) (promised * Math.max(1, load / FAIR_LOAD));
    }
}
