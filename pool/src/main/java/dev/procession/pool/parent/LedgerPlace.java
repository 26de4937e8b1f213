package dev.procession.pool.parent;

import dev.procession.core.ledger.Ledger;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the ledger stands of those who fill one of a pool's places, one after the other. Used by one thread at a time. */
public interface LedgerPlace {
    /** For workers that share nothing with this process: a ledger that the parent alone writes. */
    LedgerPlace UNSHARED = Ledger::inMemory;

    /**
     * A cleared ledger for a new worker; the one before is dead.
     *
     * @return the ledger
     */
    Ledger fresh();

    /**
     * How the worker finds it.
     *
     * @return the path, or what takes its place; empty if the worker cannot have it
     */
    default String address() {
        return "";
    }

    /**
     * A mapped file, made when first needed, and used again.
     *
     * @param file where
     * @return the place
     */
    static LedgerPlace file(Path file) {
        return new LedgerPlace() {
            private @Nullable Ledger made;

            @Override
            public Ledger fresh() {
                Ledger ledger = made;
                if (ledger == null) {
                    ledger = Ledger.create(file);
                    made = ledger;
                } else {
                    ledger.reset();
                }
                return ledger;
            }

            @Override
            public String address() {
                return file.toString();
            }
        };
    }
}
