package dev.procession.pool.parent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sinks of all tasks that were accepted and have outcomes to come, wherever the tasks are: so they can be failed even
 * where an error of the JVM has lost the tasks themselves. A sink that has all its outcomes is let go at once; its entry is
 * swept out when the next ones need room. Guarded by the dispatcher's lock, but for {@link Entry#close}.
 */
final class OpenSinks {
    private static final int FEWEST = 64;

    private @Nullable Entry[] entries = new Entry[FEWEST];
    private int size;

    /** One sink, until it has all its outcomes. */
    static final class Entry {
        private volatile @Nullable TaskSink sink;

        private Entry(TaskSink sink) {
            this.sink = sink;
        }

        /** The sink has its outcomes, or is to have none. Any thread; may be called again. */
        void close() {
            sink = null;
        }
    }

    /** Knows a sink until its entry is closed; the sink is told. */
    Entry add(TaskSink sink) {
        if (size == entries.length) {
            sweep();
        }
        Entry entry = new Entry(sink);
        sink.knownAs(entry);
        entries[size] = entry;
        size++;
        return entry;
    }

    /** Makes room: as much as is taken, so that an entry is looked at twice on average. */
    private void sweep() {
        List<Entry> left = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Entry entry = entries[i];
            if (entry != null && entry.sink != null) {
                left.add(entry);
            }
        }
        int room = Math.max(FEWEST, 2 * left.size());
        @Nullable Entry[] swept = left.toArray(new Entry[room]);
        entries = swept;
        size = left.size();
    }

    /** All that have outcomes to come. */
    List<TaskSink> all() {
        List<TaskSink> all = new ArrayList<>();
        for (Entry entry : Arrays.asList(entries).subList(0, size)) {
            TaskSink sink = entry == null ? null : entry.sink;
            if (sink != null) {
                all.add(sink);
            }
        }
        return all;
    }
}
