package dev.procession.codec.fory;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which values a codec takes: objects of its list, and what of the JDK holds such and nothing foreign. A look inside is a pass
 * over the elements, far less than encoding them.
 */
final class Cargo {
    /** Deeper inside than this is not looked. */
    private static final int LEVELS = 4;

    private final AllowList list;

    /** What was found; of two, the later one here counts. */
    private enum Kind {
        NEUTRAL,
        LISTED,
        FOREIGN;

        Kind and(Kind other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    Cargo(AllowList list) {
        this.list = list;
    }

    boolean accepts(Object value) {
        return list.contains(value.getClass())
                || (!JdkTypes.isLeaf(value.getClass()) && new Look().at(value, LEVELS) == Kind.LISTED);
    }

    /** Looks into a value, into each collection once. */
    private final class Look {
        private @Nullable Set<Object> seen;

        Kind at(Object value, int levels) {
            Class<?> type = value.getClass();
            if (list.contains(type)) {
                return Kind.LISTED;
            }
            if (JdkTypes.isLeaf(type)) {
                return Kind.NEUTRAL;
            }
            if (value instanceof Enum<?> constant) {
                return list.contains(constant.getDeclaringClass()) ? Kind.LISTED : Kind.FOREIGN;
            }
            boolean isContainer = JdkTypes.isContainer(type) || (type.isArray() && isOfKnown(type));
            if (!isContainer || levels == 0) {
                return Kind.FOREIGN;
            }
            return isFirstMeeting(value) ? inside(value, levels - 1) : Kind.NEUTRAL;
        }

        private boolean isFirstMeeting(Object container) {
            Set<Object> known = seen;
            if (known == null) {
                known = Collections.newSetFromMap(new IdentityHashMap<>());
                seen = known;
            }
            return known.add(container);
        }

        private boolean isOfKnown(Class<?> array) {
            Class<?> element = JdkTypes.elementOf(array);
            return JdkTypes.isKnown(element) || list.contains(element);
        }

        private Kind inside(Object container, int levels) {
            if (container instanceof Map<?, ?> map) {
                return of(map.keySet(), levels).and(of(map.values(), levels));
            } else if (container instanceof Collection<?> elements) {
                return of(elements, levels);
            } else if (container instanceof Object[] elements) {
                return of(Arrays.asList(elements), levels);
            } else if (container instanceof Optional<?> one) {
                return one.isPresent() ? at(one.get(), levels) : Kind.NEUTRAL;
            } else {
                return Kind.FOREIGN;
            }
        }

        private Kind of(Collection<?> elements, int levels) {
            Kind sum = Kind.NEUTRAL;
            for (Object element : elements) {
                if (element != null) {
                    sum = sum.and(at(element, levels));
                    if (sum == Kind.FOREIGN) {
                        return sum;
                    }
                }
            }
            return sum;
        }
    }
}
