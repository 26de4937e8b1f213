package dev.procession.core.classes;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a class that a peer asked for. Immutable, but for its bytes, which are handed over. */
public final class ClassAnswer {
    /** More of a problem says no more, and it has to travel. */
    private static final int MOST_CHARS = 4_096;

    private static final ClassAnswer UNKNOWN = new ClassAnswer(null, "");

    private final byte @Nullable [] bytes;
    private final String problem;

    private ClassAnswer(byte @Nullable [] bytes, String problem) {
        this.bytes = bytes;
        this.problem = problem;
    }

    /**
     * The class is there.
     *
     * @param bytes its class file, not to be changed any more
     * @return the answer
     */
    public static ClassAnswer of(byte[] bytes) {
        return new ClassAnswer(bytes, "");
    }

    /**
     * There is no such class that stands in no file.
     *
     * @return the answer
     */
    public static ClassAnswer unknown() {
        return UNKNOWN;
    }

    /**
     * The class is there, but cannot be given away.
     *
     * @param problem why, as a clause; cut after 4,096 characters
     * @return the answer
     */
    public static ClassAnswer refused(String problem) {
        return new ClassAnswer(
                null, problem.length() <= MOST_CHARS ? problem : problem.substring(0, MOST_CHARS) + "...");
    }

    /**
     * The class file.
     *
     * @return its bytes; empty if there is none to give
     */
    public Optional<byte[]> bytes() {
        return Optional.ofNullable(bytes);
    }

    /**
     * Why a class that is there is not given.
     *
     * @return a clause; empty if there is nothing to say
     */
    public String problem() {
        return problem;
    }
}
