package dev.procession.pool.parent;

import dev.procession.core.ledger.Ledger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items that one worker was sent, in their order, and which one's outcome comes next. Items that were taken back stay
 * in the row, for the worker counts them too, and says of each that it was skipped. Added to by whoever sends, advanced
 * by whoever receives. Thread-safe.
 */
final class InFlight {
    private Deque<Part> parts = new ArrayDeque<>();
    private int position;

    /** How many of the head's items have outcomes that are just being handed on. */
    private int claimed;

    /** The item that was settled before its outcome came; 0 if none. At most one: it is the one that runs. */
    private long voided;

    /**
     * A part of the row.
     *
     * @param task the task
     * @param from which of its items is the first
     * @param to behind the last
     * @param recalled whether they were taken back
     */
    private record Part(PendingTask task, int from, int to, boolean recalled) {
        static Part of(Span span, boolean recalled) {
            return new Part(span.task(), span.from(), span.to(), recalled);
        }

        Span span() {
            return new Span(task, from, to);
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
        addLast(new Part(task, 0, task.items(), false));
    }

    private void addLast(Part part) {
        if (parts.isEmpty()) {
            position = part.from();
        }
        parts.addLast(part);
    }

    /** The item whose outcome comes next; null if none was sent that had none. */
    synchronized @Nullable Next next() {
        return next(1);
    }

    private @Nullable Next next(int most) {
        Part part = parts.peekFirst();
        if (part == null) {
            return null;
        }
        long head = headNumber();
        boolean isVoided = voided != 0 && voided == head;
        int items = Math.min(most, part.to() - position);
        if (isVoided) {
            items = 1;
        } else if (voided > head) {
            items = (int) Math.min(items, voided - head);
        }
        return new Next(part.task(), position, items, part.recalled(), isVoided);
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

    private long headNumber() {
        return parts.element().task().firstItem() + position;
    }

    /** The item of a number, among those that wait for their outcome and were not taken back; null if it is none of them. */
    synchronized @Nullable Item find(long number) {
        boolean isHead = true;
        for (Part part : parts) {
            long at = number - part.task().firstItem();
            if (at >= (isHead ? position : part.from()) && at < part.to()) {
                return part.recalled() ? null : new Item(part.task(), (int) at);
            }
            isHead = false;
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
        boolean isOver = parts.isEmpty() || entered < headNumber() + claimed;
        Item item = isOver ? null : find(entered);
        return item == null ? null : new Next(item.task(), item.position(), 1, false, entered == voided);
    }

    /** Whether every item that was sent has had its outcome. */
    synchronized boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The next items, of one part of the row, have their outcomes. Returns whether that part is finished by them. */
    synchronized boolean advance(int items) {
        claimed = 0;
        position += items;
        if (position < parts.element().to()) {
            return false;
        }
        parts.removeFirst();
        if (!parts.isEmpty()) {
            position = parts.element().from();
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
        List<Part> row = new ArrayList<>(parts);
        Deque<Part> after = new ArrayDeque<>(2 * row.size() + 1); // put in its place when it is whole
        for (int i = 0; i < row.size(); i++) {
            Part part = row.get(i);
            Span span = part.span();
            int first = i == 0 ? position : span.from();
            int settled = i == 0 ? first + claimed : first; // one that was cancelled is skipped without being entered
            int cut = part.recalled() ? span.to() : Math.max(settled, span.after(entered));
            if (cut == span.to()) {
                after.addLast(part);
            } else {
                if (cut > first) {
                    after.addLast(new Part(span.task(), span.from(), cut, false));
                }
                Span back = new Span(span.task(), cut, span.to());
                after.addLast(Part.of(back, true));
                taken.add(new Recalled(back, cut == first));
            }
        }
        parts = after;
        taken.forEach(recalled -> window.recalled(recalled.span(), recalled.rest()));
        if (taken.isEmpty()) {
            window.recalledInVain();
        }
        return taken;
    }

    /** Everything that still has to be run or to get its outcome, in order. */
    synchronized List<Span> left() {
        List<Span> left = new ArrayList<>();
        boolean first = true;
        for (Part part : parts) {
            Span span = part.span();
            if (!part.recalled()) {
                left.add(first ? new Span(span.task(), position, span.to()) : span);
            }
            first = false;
        }
        return left;
    }

    /** What was {@link #left} is seen to. */
    synchronized void clear() {
        parts.clear();
    }
}
