package dev.procession.core.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records for tests. */
public final class Samples {
    private Samples() {}

    /** A record with all there can be. */
    public static RelayedRecord full(String message) {
        return new RelayedRecord(
                LogFacade.SLF4J,
                Instant.ofEpochSecond(-5, 123_456_789),
                850,
                "NOTICE",
                "com.example.Caf\u00e9",
                message,
                RemoteThrowable.of(new IllegalStateException("outer \u4e16", new java.io.IOException("inner"))),
                Map.of("user", "u1", "empty", ""),
                List.of("AUDIT"),
                Map.of("bytes", "17"),
                new RelayedRecord.Source("com.example.Main", "main"),
                new RelayedRecord.Origin("worker/inner", 4711, "com.example.Main::parse #3", "pool-1", 42));
    }

    /** A record of that level, by that facade. */
    public static RelayedRecord of(LogFacade facade, int severity, String level, String logger, String message) {
        return new RelayedRecord(
                facade,
                Instant.EPOCH,
                severity,
                level,
                logger,
                message,
                null,
                Map.of(),
                List.of(),
                Map.of(),
                RelayedRecord.Source.UNKNOWN,
                new RelayedRecord.Origin("w", 1, "", "t", 1));
    }
}
