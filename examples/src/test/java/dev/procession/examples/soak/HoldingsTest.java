package dev.procession.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldingsTest {
    private final Holdings holdings = new Holdings();

    @Test
    void whatStaysWithinItsLimitsIsNotFound() {
        holdings.before(Map.of(Figure.HEAP, 8_000L));
        holdings.first(Map.of(Figure.HEAP, 10_000L, Figure.CHILDREN, 6L));
        holdings.add(Map.of(Figure.HEAP, 12_000L, Figure.CHILDREN, 6L, Figure.RESIDENT, 1L << 40));
        holdings.after(Map.of(Figure.HEAP, 9_000L), List.of());

        assertThat(holdings.growth()).isEmpty();
    }

    @Test
    void whatGrowsIsFoundWithItsFigures() {
        holdings.first(Map.of(Figure.CHILDREN, 6L, Figure.DESCRIPTORS, 50L));
        holdings.add(Map.of(Figure.CHILDREN, 7L, Figure.DESCRIPTORS, 59L));

        assertThat(holdings.growth())
                .containsExactly(
                        "descriptors grew from 50 to 59, the limit is 58", "children grew from 6 to 7, the limit is 6");
    }

    @Test
    void whatIsLeftWhenAllPoolsAreClosedIsFound() {
        holdings.after(Map.of(Figure.THREADS, 1L), List.of());

        assertThat(holdings.growth())
                .containsExactly("threads: 1 when all pools were closed, before them 0, the limit is 0");
    }

    @Test
    void descriptorsThatAreLeftAreNamed() {
        holdings.after(Map.of(Figure.DESCRIPTORS, 3L), List.of("/dev/null", "pipe:[7]", "socket:[9]"));

        assertThat(holdings.growth())
                .containsExactly("descriptors: 3 when all pools were closed, before them 0, the limit is 2: /dev/null,"
                        + " pipe:[7], socket:[9]");
    }
}
