package dev.procession.core;

/**
 * The process that launched this one.
 *
 * @param pid its process id
 */
public record ParentProcess(long pid) {
    /**
     * Whether it still exists. A child whose parent ends is halted within milliseconds, so false is rarely seen.
     *
     * @return true if it is this process's parent still
     */
    public boolean isAlive() {
        return ProcessHandle.current()
                .parent()
                .filter(parent -> parent.pid() == pid)
                .isPresent();
    }
}
