package dev.procession.core.launch;

/** Starts children. Launching is not connecting: a transport connects what was launched. */
public interface WorkerLauncher {
    /**
     * A link that can be given to a transport before its child exists; {@link #launch} takes it up.
     *
     * @return a fresh link
     */
    LinkToBe prepareLink();

    /**
     * Starts a child.
     *
     * @param spec what to start
     * @param link from {@link #prepareLink()}, used once
     * @return the running child
     * @throws dev.procession.core.error.LaunchException if it cannot be started; the message says what was tried
     */
    ChildHandle launch(ChildSpec spec, LinkToBe link);

    /** A launch link whose child is not launched yet. */
    interface LinkToBe extends dev.procession.core.channel.LaunchLink {}
}
