package dev.procession.benchmarks.peers;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What workers are given to do. */
public final class Work {
    private static final int LEISURE_MILLIS = 100;

    private Work() {}

    /**
     * Nothing.
     *
     * @param number any
     * @return the same
     */
    public static Integer same(Integer number) {
        return number;
    }

    /**
     * Nothing, with bytes.
     *
     * @param bytes any
     * @return the same
     */
    public static byte[] echo(byte[] bytes) {
        return bytes;
    }

    /**
     * Takes time, but no processor's.
     *
     * @param millis how long
     * @return the same
     */
    public static Integer nap(Integer millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        return millis;
    }

    /**
     * Collects the worker's garbage and stays a while, so that another one is given the next call.
     *
     * @param any any
     * @return the same
     */
    public static Integer collectAtLeisure(Integer any) throws InterruptedException {
        System.gc();
        TimeUnit.MILLISECONDS.sleep(LEISURE_MILLIS);
        return any;
    }

    /**
     * Tells who runs it.
     *
     * @param any any
     * @return the process id
     */
    public static Long pid(Integer any) {
        return ProcessHandle.current().pid();
    }

    /**
     * Tells how the worker's JVM was started.
     *
     * @param any any
     * @return its options
     */
    public static List<String> options(Integer any) {
        return List.copyOf(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }
}
