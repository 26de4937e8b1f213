package dev.procession.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.channel.ParkingModel.Flaw;
import dev.procession.core.channel.ParkingModel.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every interleaving of waiting and waking. */
class ParkingModelTest {
    @Test
    void noStateHasASleeperWorkForItAndNoWakeUpUnderWay() {
        Result found = new ParkingModel(Flaw.NONE, false).explore(3, 2, 2);
        assertThat(found.lostWakeUp()).isEmpty();
        assertThat(found.states()).isGreaterThan(10_000);
    }

    @Test
    void noRingIsTakenForThePeersDeath() {
        assertThat(new ParkingModel(Flaw.NONE, false).explore(3, 2, 2).falseAlarm())
                .isEmpty();
    }

    @Test
    void aPeerThatDiesAtAnyStepIsNoticedAndNothingThatItPublishedIsLeft() {
        Result found = new ParkingModel(Flaw.NONE, true).explore(2, 2, 1);
        assertThat(found.deathUnnoticed()).isEmpty();
        assertThat(found.falseAlarm()).isEmpty();
        assertThat(found.lostWakeUp()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theModelFindsTheWakeUpThatAFlawLoses(Flaw flaw) {
        assertThat(new ParkingModel(flaw, false).explore(2, 2, 2).lostWakeUp()).isPresent();
    }
}
