package dev.procession.core;

import java.io.Serializable;
import java.util.Optional;

/**
 * Why a child process died, as far as the system tells.
 *
 * @param child the child's name
 * @param pid its process id
 * @param exit how it ended
 * @param reason the most likely reason, in words: for instance {@code killed (SIGKILL or exit code 137)}
 * @param task what it was running, in words; empty if nothing
 * @param outputTail the last 8 KiB of what it printed and logged, as far as it came until none did for 200 ms
 * @param crashLog the path of the JVM's crash report ({@code hs_err_pid….log}); null if there is none
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know that a record can be serializable
public record DeathCertificate(
        String child,
        long pid,
        ExitStatus exit,
        String reason,
        String task,
        String outputTail,
        @org.jspecify.annotations.Nullable String crashLog)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The path of the JVM's crash report.
     *
     * @return the path, if there is such a report
     */
    public Optional<String> crashReport() {
        return Optional.ofNullable(crashLog);
    }
}
