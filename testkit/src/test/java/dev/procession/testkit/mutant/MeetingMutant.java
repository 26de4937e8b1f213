package dev.procession.testkit.mutant;

import java.util.Locale;
import java.util.function.Supplier;

/** The transports whose ends meet in a wrong way, each named by the rule that it breaks and by what it does. */
enum MeetingMutant {
    TP01_FORGETS_THE_LIMIT(MeetingDefects.ForgetsTheLimit::new),
    TP01_GIVES_UP_EARLY(MeetingDefects.GivesUpEarly::new),
    TP02_WAITS_THOUGH_IT_IS_CLOSED(MeetingDefects.CannotGiveUp::new),
    TP03_SWALLOWS_THE_INTERRUPT(MeetingDefects.SwallowsTheInterrupt::new),
    TP04_CLOSES_WHAT_IT_ACCEPTED(MeetingDefects.ClosesWhatItAccepted::new),
    TP04_SECOND_CLOSE_THROWS(MeetingDefects.SecondCloseThrows::new),
    TP05_THROWS_SOMETHING_ELSE(MeetingDefects.ThrowsSomethingElse::new),
    TP06_CANNOT_BE_MADE(() -> new MeetingDefects.CannotBeMade("memory")),
    TP06_HAS_A_NAME_THAT_NOBODY_CAN_SPELL(MeetingDefects.OddName::new),
    TP07_HAS_OPTIONS_THAT_CHANGE(MeetingDefects.ChangingOptions::new),
    TP07_HAS_TWO_ARGUMENTS_IN_ONE(MeetingDefects.TwoInOne::new);

    private final Supplier<MeetingDefects.Healthy> transport;

    MeetingMutant(Supplier<MeetingDefects.Healthy> transport) {
        this.transport = transport;
    }

    Supplier<MeetingDefects.Healthy> transport() {
        return transport;
    }

    /** How the names of the tests begin that have to catch it. */
    String rule() {
        return name().substring(0, 4).toLowerCase(Locale.ROOT) + "_";
    }
}
