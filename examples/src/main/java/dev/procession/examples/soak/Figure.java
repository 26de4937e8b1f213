package dev.procession.examples.soak;

/** What this process holds and that must not grow. */
enum Figure {
    /** After a collection, in KiB. */
    HEAP("heap, KiB", 6 << 10, 6 << 10, 10),
    /** Open files, pipes and sockets; not the JDK's own. */
    DESCRIPTORS("descriptors", 8, 2, 0),
    /** Threads of Procession. */
    THREADS("threads", 8, 0, 0),
    /** All others, the soak's own aside. */
    OTHER_THREADS("other threads", 6, 6, 0),
    /** Files of Procession where temporary files and shared memory are: there are more while queues change and places are many. */
    FILES("files", 40, 0, 0),
    /** Processes below this one. */
    CHILDREN("children", 0, 0, 0),
    /** Of all that this process holds, in KiB. Told, not judged: it follows the heap's largest size. */
    RESIDENT("resident, KiB", Long.MAX_VALUE, Long.MAX_VALUE, 0);

    private final String words;
    private final long slack;
    private final long slackAtEnd;
    private final int percent;

    Figure(String words, long slack, long slackAtEnd, int percent) {
        this.words = words;
        this.slack = slack;
        this.slackAtEnd = slackAtEnd;
        this.percent = percent;
    }

    String words() {
        return words;
    }

    boolean isJudged() {
        return slack != Long.MAX_VALUE;
    }

    /** The most that may be held late in the run, of what was held early. */
    long limit(long first) {
        return isJudged() ? first + slack + first * percent / 100 : Long.MAX_VALUE;
    }

    /** The most that may be held when all pools are closed, of what was held before there were any. */
    long limitAtEnd(long before) {
        return isJudged() ? before + slackAtEnd + before * percent / 100 : Long.MAX_VALUE;
    }
}
