package dev.procession.it;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** How busy this machine is with other things. */
public final class MachineLoad {
    /** How many threads may want each processor before the clock says more of the machine than of what is measured. */
    private static final int FAIR = 2;

    private MachineLoad() {}

    /**
     * A limit that is promised of a machine whose processors are not fought for, as it counts now: more where others keep
     * them busy, for a build of three at once is no proof of anything.
     */
    public static long scaled(long limitMillis) {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load = system.getSystemLoadAverage() / system.getAvailableProcessors();
        return (long) (limitMillis * Math.max(1, load / FAIR));
    }
}
