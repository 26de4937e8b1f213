package dev.procession.testkit.mutant;

import dev.procession.core.channel.LaunchLink;
import java.util.Locale;
import java.util.function.Function;

/** The broken links, each named by the rule that it breaks and by what it does. */
enum LinkMutant {
    LL01_SAYS_THAT_IT_IS_ABSENT(LinkStreamDefects.Absent::new),
    LL02_HANDS_THE_STREAMS_OVER_AGAIN(LinkStreamDefects.HandsOverAgain::new),
    LL02_HAS_STREAMS_BESIDE_A_DOORBELL(LinkStreamDefects.StreamsBesideADoorbell::new),
    LL02_HAS_A_DOORBELL_BESIDE_STREAMS(LinkStreamDefects.DoorbellBesideStreams::new),
    LL03_MAKES_A_DOORBELL_AT_EACH_CALL(LinkStreamDefects.ManyDoorbells::new),
    LL04_FORGETS_A_RING_BEFORE_THE_LAUNCH(LinkBellDefects.ForgetsEarlyRings::new),
    LL05_DROPS_A_BYTE(LinkStreamDefects.DropsAByte::new),
    LL05_CHANGES_A_BYTE(LinkStreamDefects.ChangesAByte::new),
    LL05_WAITS_FOR_A_FLUSH(LinkStreamDefects.WaitsForAFlush::new),
    LL05_FORGETS_WHAT_CAME_EARLY(LinkStreamDefects.ForgetsWhatCameEarly::new),
    LL06_DOES_NOT_TELL_THE_END(LinkStreamDefects.NeverEnds::new),
    LL06_FORGETS_THE_LAST_BYTES(LinkStreamDefects.ForgetsTheLastBytes::new),
    LL07_FORGETS_A_RING_WHILE_NOBODY_WAITS(LinkBellDefects.ForgetsRings::new),
    LL07_LOSES_ONE_RING_OF_MANY(LinkBellDefects.LosesOneRing::new),
    LL08_BLOCKS_AFTER_MANY_RINGS(LinkBellDefects.BlocksAfterMany::new),
    LL08_THROWS_WHEN_THE_PEER_IS_DEAD(LinkBellDefects.ThrowsWhenDead::new),
    LL09_FORGETS_THE_LIMIT(LinkBellDefects.ForgetsTheLimit::new),
    LL09_RETURNS_BEFORE_THE_LIMIT(LinkBellDefects.ReturnsEarly::new),
    LL09_RINGS_BY_ITSELF(LinkBellDefects.RingsByItself::new),
    LL09_WAKES_TWICE(LinkBellDefects.WakesTwice::new),
    LL09_OVERFLOWS(LinkBellDefects.Overflows::new),
    LL09_SWALLOWS_INTERRUPTS(LinkBellDefects.SwallowsInterrupts::new),
    LL10_SLEEPS_THROUGH_THE_END(LinkBellDefects.SleepsThroughTheEnd::new),
    LL10_TELLS_THE_END_ONCE(LinkBellDefects.TellsTheEndOnce::new),
    LL11_GIVES_THE_STREAMS_TO_TWO_AT_ONCE(LinkStreamDefects.HandsOverAgain::new),
    LL11_BREAKS_WHEN_TWO_RING(LinkBellDefects.OneThreadOnly::new),
    LL12_HAS_A_SECRET_AT_EACH_END(LinkStreamDefects.OwnSecret::new),
    LL12_HAS_ONE_SECRET_FOR_ALL(LinkStreamDefects.CommonSecret::new),
    LL13_WAKES_THOUGH_THE_RING_WAS_TAKEN(LinkBellDefects.WakesThoughTaken::new),
    LL13_LOSES_A_RING_THAT_WAS_NOT_TAKEN(LinkBellDefects.LosesWhatIsNotTaken::new);

    private final Function<LaunchLink, MutantLink> defect;

    LinkMutant(Function<LaunchLink, MutantLink> defect) {
        this.defect = defect;
    }

    Function<LaunchLink, MutantLink> defect() {
        return defect;
    }

    /** How the names of the tests begin that have to catch it. */
    String rule() {
        return name().substring(0, 4).toLowerCase(Locale.ROOT) + "_";
    }
}
