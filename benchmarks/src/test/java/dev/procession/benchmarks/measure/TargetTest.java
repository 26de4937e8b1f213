package dev.procession.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void aRatioThatIsToBeReachedIsMetFromThereOn() {
        Target target = Target.atLeast(25);

        assertThat(target.isMetBy(target.of(50, 2))).isTrue();
        assertThat(target.isMetBy(target.of(49, 2))).isFalse();
        assertThat(target).hasToString("≥ 25");
    }

    @Test
    void aRatioThatIsNotToBePassedIsMetUpToThere() {
        Target target = Target.atMost(1.4);

        assertThat(target.isMetBy(target.of(14, 10))).isTrue();
        assertThat(target.isMetBy(target.of(15, 10))).isFalse();
        assertThat(target).hasToString("≤ 1.4");
    }

    @Test
    void aDifferenceIsNoRatio() {
        Target target = Target.atMostAbove(0.1);

        assertThat(target.isMetBy(target.of(0.15, 0.1))).isTrue();
        assertThat(target.isMetBy(target.of(0.3, 0.1))).isFalse();
        assertThat(target).hasToString("≤ +0.1");
    }

    @Test
    void withoutATargetAnythingIsGoodEnough() {
        assertThat(Target.NONE.isSet()).isFalse();
        assertThat(Target.NONE.isMetBy(0)).isTrue();
    }
}
