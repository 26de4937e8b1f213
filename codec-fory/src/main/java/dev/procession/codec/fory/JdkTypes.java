package dev.procession.codec.fory;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JDK's classes that may stand in a graph: values without references, and collections. Fory knows more; what is not named
 * here it is made to refuse.
 */
final class JdkTypes {
    /** Carried as the names of constants are not: by their number. */
    static final List<Class<?>> ENUMS =
            List.of(ChronoUnit.class, DayOfWeek.class, Month.class, RoundingMode.class, TimeUnit.class);

    /** What {@code List.of} makes of three and more, and {@code Stream.toList}. */
    static final Class<?> IMMUTABLE_LIST = List.of(1, 2, 3).getClass();

    static final Class<?> ARRAY_AS_LIST = Arrays.asList(1, 2).getClass();

    private static final Set<Class<?>> LEAVES = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Currency.class,
            Locale.class,
            Date.class,
            BitSet.class,
            Duration.class,
            Instant.class,
            LocalDate.class,
            LocalDateTime.class,
            LocalTime.class,
            MonthDay.class,
            OffsetDateTime.class,
            OffsetTime.class,
            Period.class,
            Year.class,
            YearMonth.class,
            ZoneOffset.class,
            ZonedDateTime.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class);

    private static final Set<Class<?>> ARRAYS = Set.of(
            boolean[].class,
            byte[].class,
            char[].class,
            short[].class,
            int[].class,
            long[].class,
            float[].class,
            double[].class);

    private static final Set<Class<?>> CONTAINERS = Stream.concat(
                    Stream.of(
                            ArrayList.class,
                            LinkedList.class,
                            ArrayDeque.class,
                            HashSet.class,
                            LinkedHashSet.class,
                            TreeSet.class,
                            CopyOnWriteArrayList.class,
                            HashMap.class,
                            LinkedHashMap.class,
                            TreeMap.class,
                            EnumMap.class,
                            ConcurrentHashMap.class,
                            Optional.class),
                    unnamed())
            .collect(Collectors.toUnmodifiableSet());

    private JdkTypes() {}

    /** Collections whose classes are the JDK's secret. */
    @SuppressWarnings("JdkObsolete") // what is made of a linked list has a class of its own
    private static Stream<Class<?>> unnamed() {
        Collection<?> collection = Collections.unmodifiableCollection(new ArrayList<>());
        return Stream.of(
                        Arrays.asList(1, 2),
                        List.of(1),
                        List.of(1, 2, 3),
                        Set.of(1),
                        Set.of(1, 2, 3),
                        Map.of(1, 2),
                        Map.of(1, 2, 3, 4),
                        Collections.emptyList(),
                        Collections.emptySet(),
                        Collections.emptyMap(),
                        Collections.singletonList(1),
                        Collections.singleton(1),
                        Collections.singletonMap(1, 2),
                        collection,
                        Collections.unmodifiableList(new ArrayList<>()),
                        Collections.unmodifiableList(new LinkedList<>()),
                        Collections.unmodifiableSet(new HashSet<>()),
                        Collections.unmodifiableMap(new HashMap<>()),
                        EnumSet.noneOf(TimeUnit.class))
                .map(Object::getClass);
    }

    /** Whether its objects refer to nothing that could be of another class; primitive arrays included. */
    static boolean isLeaf(Class<?> type) {
        return LEAVES.contains(type) || ARRAYS.contains(type) || ENUMS.contains(type);
    }

    /** Whether its objects hold others: a collection, a map, or an optional. */
    static boolean isContainer(Class<?> type) {
        return CONTAINERS.contains(type);
    }

    /** Whether arrays of it, and it itself if it is no type of references in general, may stand in a graph. */
    static boolean isKnown(Class<?> type) {
        return type == Object.class || type.isPrimitive() || isLeaf(type) || isContainer(type);
    }

    /** What the innermost elements of an array are. */
    static Class<?> elementOf(Class<?> array) {
        Class<?> element = array;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }
}
