package dev.procession.it.faults;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One row of the matrix.
 *
 * @param deed what happens
 * @param site where
 * @param size what the task carries
 */
record Fault(Deed deed, Site site, Size size) implements Serializable {
    /** How much an argument, a result, or the message of an error carries. */
    enum Size {
        SMALL(0),
        /** More than a pipe or a socket holds, and than a worker may send unasked. */
        LARGE(1 << 20);

        private final int bytes;

        Size(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }

    /** All rows; what would end the parent is left out, for it would end the program that uses the pool. */
    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (Site site : Site.values()) {
            for (Deed deed : Deed.values()) {
                for (Size size : Size.values()) {
                    if (!(site.isInTheParent() && deed.endsTheProcess())) {
                        all.add(new Fault(deed, site, size));
                    }
                }
            }
        }
        return all;
    }

    /** How the row is called in the report. */
    String row() {
        return (deed + " in " + site + ", " + size).toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
