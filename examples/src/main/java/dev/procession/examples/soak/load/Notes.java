package dev.procession.examples.soak.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A file in which tasks note that they have run, to see that none runs twice. Used by one thread at a time. */
final class Notes {
    /** The kind of the calls that note it. */
    static final String KIND = "runs once";

    private final Path file;
    private long rightBefore;
    private long allBefore;

    Notes() {
        try {
            file = Files.createTempFile("soak-notes-", "");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file can be made", e);
        }
    }

    Path file() {
        return file;
    }

    /** Looks at what was noted since the last time, and begins anew. All calls have their outcomes. */
    void check(String transport, Tally tally, Auditor auditor) {
        Map<String, Long> outcomes = tally.counts().getOrDefault(KIND, Map.of());
        long right = outcomes.getOrDefault(Expectation.RIGHT, 0L);
        long all = outcomes.values().stream().mapToLong(Long::longValue).sum();
        try {
            ByteBuffer noted = ByteBuffer.wrap(Files.readAllBytes(file));
            Set<Long> numbers = new HashSet<>();
            while (noted.remaining() >= Long.BYTES) {
                long number = noted.getLong();
                if (!numbers.add(number)) {
                    auditor.found(transport + ", " + KIND + ": task " + number + " ran twice");
                }
            }
            if (numbers.size() < right - rightBefore || numbers.size() > all - allBefore) {
                auditor.found(transport + ", " + KIND + ": " + numbers.size() + " tasks ran, " + (right - rightBefore)
                        + " of " + (all - allBefore) + " gave results");
            }
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read or cleared", e);
        }
        rightBefore = right;
        allBefore = all;
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be removed", e);
        }
    }
}
