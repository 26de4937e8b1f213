package dev.procession.core.codec.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.TagLayout;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one list and the lists in it, if all that they hold has a tag of its own. It gives up on what only an object
 * graph can carry: the same array or list in two places, cycles, and more than {@link TagLayout#MAX_LIST_DEPTH} levels.
 */
final class ListWriter {
    private final ByteSink sink;
    private @Nullable Set<Object> seen;

    ListWriter(ByteSink sink) {
        this.sink = sink;
    }

    /** Writes the outermost list, or nothing and answers false. */
    boolean write(int tag, Object list) {
        int mark = sink.size();
        if (writeList(tag, (List<?>) list, 1)) {
            return true;
        }
        sink.truncate(mark);
        return false;
    }

    private boolean writeList(int tag, List<?> list, int depth) {
        int count = list.size();
        // The empty List.of() is one object of the longer lists' class.
        sink.writeByte(tag == TagLayout.IMMUTABLE_LIST && list == List.of() ? TagLayout.SHORT_LIST : tag);
        int mark = sink.size();
        int packing = count == 0 ? TagLayout.PACKED_NOT : packing(list.get(0));
        if (packing != TagLayout.PACKED_NOT) {
            sink.writeByte(packing);
            sink.writeVarInt(count);
            if (writePacked(packing, list, count)) {
                return true;
            }
            sink.truncate(mark);
        }
        sink.writeByte(TagLayout.PACKED_NOT);
        sink.writeVarInt(count);
        for (int i = 0; i < count; i++) {
            if (!writeElement(list.get(i), list, depth)) {
                return false;
            }
        }
        return true;
    }

    private static int packing(@Nullable Object first) {
        if (first instanceof Integer) {
            return TagLayout.PACKED_INTEGERS;
        } else if (first instanceof String) {
            return TagLayout.PACKED_STRINGS;
        } else if (first instanceof Long) {
            return TagLayout.PACKED_LONGS;
        } else if (first instanceof Double) {
            return TagLayout.PACKED_DOUBLES;
        } else {
            return TagLayout.PACKED_NOT;
        }
    }

    /** Writes elements until one is of another class. */
    private boolean writePacked(int packing, List<?> list, int count) {
        return switch (packing) {
            case TagLayout.PACKED_INTEGERS -> writeIntegers(list, count);
            case TagLayout.PACKED_LONGS -> writeLongs(list, count);
            case TagLayout.PACKED_DOUBLES -> writeDoubles(list, count);
            default -> writeStrings(list, count);
        };
    }

    private boolean writeIntegers(List<?> list, int count) {
        for (int i = 0; i < count; i++) {
            if (!(list.get(i) instanceof Integer value)) {
                return false;
            }
            sink.writeZigZagInt(value);
        }
        return true;
    }

    private boolean writeLongs(List<?> list, int count) {
        for (int i = 0; i < count; i++) {
            if (!(list.get(i) instanceof Long value)) {
                return false;
            }
            sink.writeZigZagLong(value);
        }
        return true;
    }

    private boolean writeDoubles(List<?> list, int count) {
        for (int i = 0; i < count; i++) {
            if (!(list.get(i) instanceof Double value)) {
                return false;
            }
            sink.writeDouble(value);
        }
        return true;
    }

    private boolean writeStrings(List<?> list, int count) {
        for (int i = 0; i < count; i++) {
            if (!(list.get(i) instanceof String value)) {
                return false;
            }
            Texts.write(value, sink);
        }
        return true;
    }

    private boolean writeElement(@Nullable Object element, Object parent, int depth) {
        if (element == null) {
            sink.writeByte(TagLayout.NULL);
            return true;
        }
        int tag = Tags.of(element.getClass());
        if (tag == Tags.NONE || (tag >= TagLayout.BYTES && !isFirstMeeting(element, parent))) {
            return false;
        }
        if (tag < TagLayout.ARRAY_LIST) {
            TaggedEncoder.writeLeaf(tag, element, sink);
            return true;
        }
        return depth < TagLayout.MAX_LIST_DEPTH && writeList(tag, (List<?>) element, depth + 1);
    }

    /** Arrays and lists have an identity to keep: two references to one must not become two copies. */
    private boolean isFirstMeeting(Object element, Object parent) {
        if (element == List.of()) {
            return true;
        }
        Set<Object> known = seen;
        if (known == null) {
            known = Collections.newSetFromMap(new IdentityHashMap<>());
            seen = known;
        }
        known.add(parent);
        return known.add(element);
    }
}
