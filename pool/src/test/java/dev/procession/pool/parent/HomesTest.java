package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HomesTest {
    private static final int KEYS = 12_000;

    private static Homes homes(int places) {
        Homes homes = new Homes();
        homes.resize(places);
        return homes;
    }

    private static int place(Homes homes, int key) {
        return homes.seatOf(KeyHash.of("https://host-" + key + ".example"));
    }

    @Test
    void keysAreSpreadEvenly() {
        Homes homes = homes(6);
        Map<Integer, Long> counts = IntStream.range(0, KEYS)
                .mapToObj(key -> place(homes, key))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(counts)
                .hasSize(6)
                .allSatisfy((place, count) -> assertThat(count).isBetween(KEYS / 6L * 9 / 10, KEYS / 6L * 11 / 10));
    }

    @Test
    void aNewPlaceTakesItsShareAndNoKeyMovesBetweenTheOthers() {
        Homes before = homes(5);
        Homes after = homes(6);
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            if (place(before, key) != place(after, key)) {
                assertThat(place(after, key)).isEqualTo(6);
                moved++;
            }
        }
        assertThat(moved).isBetween(KEYS / 6 * 9 / 10, KEYS / 6 * 11 / 10);
    }

    @Test
    void hashesAreTheSameInEveryRun() {
        assertThat(KeyHash.of("procession")).isEqualTo(KeyHash.of(new StringBuilder("procession")));
        assertThat(List.of(KeyHash.of("procession"), KeyHash.of(42), KeyHash.of(Thread.State.BLOCKED)))
                .containsExactly(HASH_OF_TEXT, HASH_OF_NUMBER, KeyHash.of("BLOCKED"));
        assertThat(KeyHash.of(42L)).isEqualTo(KeyHash.of(42));
        assertThat(KeyHash.of(new UUID(1, 2))).isNotEqualTo(KeyHash.of(new UUID(2, 1)));
        assertThat(KeyHash.of(List.of("a", 1))).isEqualTo(KeyHash.of(List.of("a", 1)));
        assertThat(KeyHash.of(0)).isNotZero();
    }

    private record Place(String host, Thread.State state) {}

    /** Equal without regard to case. */
    private record Name(String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Name that && that.text.equalsIgnoreCase(text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(Locale.ROOT).hashCode();
        }
    }

    @Test
    void whatHoldsEnumsHashesTheSameInEveryRun() {
        assertThat(KeyHash.of(List.of(Thread.State.NEW))).isEqualTo(KeyHash.of(List.of("NEW")));
        assertThat(KeyHash.of(new Place("a", Thread.State.NEW))).isEqualTo(KeyHash.of(List.of("a", "NEW")));
        assertThat(KeyHash.of(Map.of(Thread.State.NEW, 1))).isEqualTo(KeyHash.of(Map.of("NEW", 1)));
        assertThat(KeyHash.of(Optional.of(Thread.State.NEW))).isEqualTo(KeyHash.of(Optional.of("NEW")));
    }

    @Test
    void keysThatAreEqualHashAlikeWhateverTheirClass() {
        assertThat(KeyHash.of(new LinkedList<>(List.of(1, 2)))).isEqualTo(KeyHash.of(List.of(1, 2)));
        assertThat(KeyHash.of(List.of(2, 1))).isNotEqualTo(KeyHash.of(List.of(1, 2)));
        assertThat(KeyHash.of(new LinkedHashSet<>(List.of(2, 1)))).isEqualTo(KeyHash.of(new TreeSet<>(List.of(1, 2))));
        assertThat(KeyHash.of(Map.entry("a", 1))).isNotEqualTo(KeyHash.of(Map.entry(1, "a")));
        assertThat(KeyHash.of(new Place("a", null))).isEqualTo(KeyHash.of(new Place("a", null)));
        assertThat(KeyHash.of(List.of(new Name("A")))).isEqualTo(KeyHash.of(List.of(new Name("a"))));
    }

    private static final long HASH_OF_TEXT = -4920290481174372383L;
    private static final long HASH_OF_NUMBER = -6387817139659442654L;
}
