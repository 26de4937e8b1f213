package dev.procession.core;

import java.io.Serializable;

/** Work without argument or result that can be sent to another process. */
@FunctionalInterface
public interface RemoteRunnable extends Serializable {
    /**
     * Does the work, in the process that it was sent to.
     *
     * @throws Exception whatever the work throws; it fails the task or process
     */
    void run() throws Exception;
}
