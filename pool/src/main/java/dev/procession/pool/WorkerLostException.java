package dev.procession.pool;

import dev.procession.core.DeathCertificate;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;

/** The worker process died while it ran the task: the task was started and may have done a part of its work. */
public final class WorkerLostException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** Why the worker died. */
    private final DeathCertificate certificate;

    /**
     * An error with its certificate.
     *
     * @param message what happened
     * @param certificate why the worker died
     */
    public WorkerLostException(String message, DeathCertificate certificate) {
        super(ErrorCode.WORKER_LOST, message);
        this.certificate = certificate;
    }

    /**
     * Why the worker died, as far as the system tells.
     *
     * @return the death certificate
     */
    public DeathCertificate certificate() {
        return certificate;
    }
}
