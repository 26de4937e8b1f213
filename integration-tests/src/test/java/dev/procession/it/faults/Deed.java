package dev.procession.it.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What user code does to the process that runs it. */
enum Deed {
    HALT,
    EXIT,
    KILL,
    OUT_OF_MEMORY,
    STACK_OVERFLOW,
    ERROR;

    private static final int PIECE = 4 << 20;

    /** Whether it ends the process, and not only the call. */
    boolean endsTheProcess() {
        return this == HALT || this == EXIT || this == KILL;
    }

    /** Whether the worker that did it is replaced. */
    boolean costsAWorker() {
        return endsTheProcess() || this == OUT_OF_MEMORY;
    }

    /**
     * Does it; does not return.
     *
     * @param isInAWorker whether it has a small heap to fill: the parent's is shared with the tests
     * @param words what an error says
     * @param noted called right before the process ends, or the error is thrown
     */
    void happen(boolean isInAWorker, String words, Runnable noted) {
        if (this != OUT_OF_MEMORY || !isInAWorker) {
            noted.run();
        }
        switch (this) {
            case HALT -> Runtime.getRuntime().halt(3);
            case EXIT -> System.exit(4);
            case KILL -> killOneself();
            case OUT_OF_MEMORY -> {
                if (isInAWorker) {
                    fillTheHeap(noted);
                }
                throw new IllegalStateException("unreachable size " + new long[Integer.MAX_VALUE].length);
            }
            case STACK_OVERFLOW -> throw new IllegalStateException("unreachable depth " + deeper(1));
            case ERROR -> throw new DeedError(words);
        }
    }

    private static void killOneself() {
        try {
            String pid = String.valueOf(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-9", pid).start();
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("kill cannot be started", e);
        }
    }

    private static int deeper(int depth) {
        return depth < 0 ? 0 : deeper(depth + 1) + 1;
    }

    /** Fills it up to the last few mebibytes: with less than that nobody could note when. */
    private static void fillTheHeap(Runnable noted) {
        List<byte[]> all = new ArrayList<>();
        try {
            while (true) {
                all.add(new byte[PIECE]);
            }
        } catch (OutOfMemoryError e) {
            noted.run();
            throw e;
        }
    }

    /** An error of the user's own. */
    static final class DeedError extends Error {
        private static final long serialVersionUID = 1L;

        DeedError(String words) {
            super(words);
        }
    }
}
