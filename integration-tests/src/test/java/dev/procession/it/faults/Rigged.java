package dev.procession.it.faults;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * An argument, or a result, that does its deed when it passes a site.
 *
 * @param fault what, where and how large
 * @param file where it notes that it has passed
 * @param load what makes it large
 * @param isResult whether it is on its way back
 */
final class Rigged implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final String file;
    private final byte[] load;
    private final boolean isResult;

    private Rigged(Fault fault, String file, boolean isResult) {
        this.fault = fault;
        this.file = file;
        this.isResult = isResult;
        load = new byte[fault.size().bytes()];
    }

    static Rigged argument(Fault fault, String file) {
        return new Rigged(fault, file, false);
    }

    /** The task. */
    Rigged run() {
        Notes.write(file, Notes.RUN);
        pass(Site.RUN);
        return new Rigged(fault, file, true);
    }

    private void pass(Site site) {
        if (fault.site() == site) {
            fault.deed().happen(!site.isInTheParent(), "x".repeat(load.length), () -> Notes.write(file, Notes.DEED));
        }
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        if (isResult) {
            pass(Site.RESULT_ENCODE);
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        pass(isResult ? Site.RESULT_DECODE : Site.ARGUMENT_DECODE);
    }
}
