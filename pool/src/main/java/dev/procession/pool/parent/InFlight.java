package dev.procession.pool.parent;

import dev.procession.core.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The items that one worker was sent, in their order, and which one's outcome comes next. Items that were taken back stay
 * in the row, for the worker counts them too, and says of each that it was skipped. Added to by whoever sends, advanced
 * by whoever receives. Thread-safe.
 */
final class InFlight {
    private Row row = new Row();

    /** Which item of the first part's task is the next to have its outcome. */
    private int position;

    /** How many of the head's items have outcomes that are just being handed on. */
    private int claimed;

    /** The item that was settled before its outcome came; 0 if none. At most one: it is the one that runs. */
    private long voided;

    /** Some neighbouring items, and what is behind them. */
    private static final class Part {
        private final Span span;
        private final boolean recalled;
        private @Nullable Part next;

        /**
         * A part with nothing behind it.
         *
         * @param recalled whether the items were taken back
         */
        Part(Span span, boolean recalled) {
            this.span = span;
            this.recalled = recalled;
        }
    }

    /** Parts in their order. To add or remove one takes no memory, so an error of the JVM finds or leaves the row whole. */
    private static final class Row {
        private @Nullable Part first;
        private @Nullable Part last;

        void add(Part part) {
            Part before = last;
            if (before == null) {
                first = part;
            } else {
                before.next = part;
            }
            last = part;
        }

        @Nullable
        Part removeFirst(Part part) {
            Part next = part.next;
            part.next = null; // what is old must not keep what is young
            first = next;
            if (next == null) {
                last = null;
            }
            return next;
        }
    }

    /**
     * The items whose outcomes come next, all of one task.
     *
     * @param task their task
     * @param position which of the task's items is the first
     * @param items how many they are
     * @param recalled whether they were taken back
     * @param voided whether it, for then it is one, was settled before: its outcome is not wanted
     */
    record Next(PendingTask task, int position, int items, boolean recalled, boolean voided) {}

    /**
     * One item.
     *
     * @param task its task
     * @param position which of the task's items
     */
    record Item(PendingTask task, int position) {}

    synchronized void add(PendingTask task) {
        Part part = new Part(new Span(task, 0, task.items()), false);
        if (row.first == null) {
            position = 0;
        }
        row.add(part);
    }

    /** The item whose outcome comes next; null if none was sent that had none. */
    synchronized @Nullable Next next() {
        return next(1);
    }

    private @Nullable Next next(int most) {
        Part part = row.first;
        if (part == null) {
            return null;
        }
        long head = headNumber();
        boolean isVoided = voided != 0 && voided == head;
        int items = Math.min(most, part.span.to() - position);
        if (isVoided) {
            items = 1;
        } else if (voided > head) {
            items = (int) Math.min(items, voided - head);
        }
        return new Next(part.span.task(), position, items, part.recalled, isVoided);
    }

    /**
     * The same, of so many items at the most, for whoever has their outcomes: from now until {@link #advance} they can no
     * longer be settled otherwise.
     */
    synchronized @Nullable Next claim(int most) {
        Next next = next(most);
        claimed = next == null ? 0 : next.items();
        return next;
    }

    /** The number of the item whose outcome comes next; beyond all numbers if none does. */
    private long headNumber() {
        Part head = row.first;
        return head == null ? Long.MAX_VALUE : head.span.task().firstItem() + position;
    }

    /** The item of a number, among those that wait for their outcome and were not taken back; null if it is none of them. */
    synchronized @Nullable Item find(long number) {
        for (Part part = row.first; part != null; part = part.next) {
            Span span = part.span;
            long at = number - span.task().firstItem();
            if (at >= (part == row.first ? position : span.from()) && at < span.to()) {
                return part.recalled ? null : new Item(span.task(), (int) at);
            }
        }
        return null;
    }

    /** The same, for an item that reports something; null also if it was settled, so that nothing comes after that. */
    synchronized @Nullable Item findUnsettled(long number) {
        return number == voided ? null : find(number);
    }

    /**
     * Settles an item before its outcome has come: whoever calls tells its sink, and the outcome is dropped.
     *
     * @param number of an item that the worker has entered
     * @return the item; null if its outcome has come, or that of one before it is still to be dropped
     */
    synchronized @Nullable Item claimEarly(long number) {
        boolean isHanded = claimed > 0 && number - headNumber() < claimed && number >= headNumber();
        Item item = isHanded || (voided != 0 && find(voided) != null) ? null : find(number);
        if (item != null) {
            voided = number;
        }
        return item;
    }

    /**
     * The item that the worker is in.
     *
     * @param entered the number of the item that it has entered last
     * @return the item; null if it has left that, its outcome is just being handed on, or it was taken back
     */
    synchronized @Nullable Next running(long entered) {
        Item item = entered - claimed < headNumber() ? null : find(entered);
        return item == null ? null : new Next(item.task(), item.position(), 1, false, entered == voided);
    }

    /** Whether every item that was sent has had its outcome. */
    synchronized boolean isEmpty() {
        return row.first == null;
    }

    /** The next items, of one part of the row, have their outcomes. Returns whether that part is finished by them. */
    synchronized boolean advance(int items) {
        Part part = Objects.requireNonNull(row.first, "nothing is in flight");
        claimed = 0;
        position += items;
        if (position < part.span.to()) {
            return false;
        }
        Part next = row.removeFirst(part);
        if (next != null) {
            position = next.span.from();
        }
        return true;
    }

    /**
     * Items that were taken back.
     *
     * @param span which
     * @param rest whether the worker has no items of their task any more
     */
    record Recalled(Span span, boolean rest) {}

    /**
     * Takes back what the worker has not entered, and tells its window, before the worker's word that it skipped an item of
     * them can be looked up here.
     *
     * @param through the number of the last item that it was sent
     * @return what was taken back, in order
     */
    synchronized List<Recalled> recall(Ledger ledger, long through, Window window) {
        long entered = ledger.recall(through);
        List<Recalled> taken = new ArrayList<>();
        Row after = new Row(); // put in its place when it is whole
        for (Part part = row.first; part != null; part = part.next) {
            Span span = part.span;
            boolean isHead = part == row.first;
            int first = isHead ? position : span.from();
            int settled = isHead ? first + claimed : first; // one that was cancelled is skipped without being entered
            int cut = part.recalled ? span.to() : Math.max(settled, span.after(entered));
            if (cut == span.to()) {
                after.add(new Part(span, part.recalled));
            } else {
                if (cut > first) {
                    after.add(new Part(new Span(span.task(), span.from(), cut), false));
                }
                Span back = new Span(span.task(), cut, span.to());
                after.add(new Part(back, true));
                taken.add(new Recalled(back, cut == first));
            }
        }
        row = after;
        taken.forEach(recalled -> window.recalled(recalled.span(), recalled.rest()));
        if (taken.isEmpty()) {
            window.recalledInVain();
        }
        return taken;
    }

    /** Everything that still has to be run or to get its outcome, in order. */
    synchronized List<Span> left() {
        List<Span> left = new ArrayList<>();
        for (Part part = row.first; part != null; part = part.next) {
            Span span = part.span;
            if (!part.recalled) {
                left.add(part == row.first ? new Span(span.task(), position, span.to()) : span);
            }
        }
        return left;
    }

    /** What was {@link #left} is seen to. */
    synchronized void clear() {
        row.first = null;
        row.last = null;
    }
}
