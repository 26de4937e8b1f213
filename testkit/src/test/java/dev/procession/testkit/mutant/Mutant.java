package dev.procession.testkit.mutant;

import java.util.Locale;
import java.util.function.Supplier;

/** The broken channels, each named by the rule that it breaks and by what it does. */
enum Mutant {
    CH01_DROPS_A_FRAME(CarryingDefects.DropsAFrame::new),
    CH01_DELIVERS_A_FRAME_TWICE(CarryingDefects.DeliversAFrameTwice::new),
    CH01_SWAPS_TWO_FRAMES(CarryingDefects.SwapsTwoFrames::new),
    CH01_CHANGES_A_BYTE(CarryingDefects.ChangesAByte::new),
    CH02_REFUSES_THE_LARGEST_FRAME(CarryingDefects.RefusesTheLargestFrame::new),
    CH02_SWALLOWS_A_FRAME_ABOVE_THE_LIMIT(CarryingDefects.SwallowsTooLarge::new),
    CH02_KEEPS_QUIET_ABOUT_A_PEER_ABOVE_THE_LIMIT(CarryingDefects.NeverFails::new),
    CH03_BLOCKS_WHEN_FULL(FlowDefects.BlocksWhenFull::new),
    CH03_TAKES_WITHOUT_BOUND(FlowDefects.TakesWithoutBound::new),
    CH03_REFUSES_WHAT_IS_LARGER_THAN_THE_QUEUE(FlowDefects.RefusesLargeForEver::new),
    CH04_NEVER_SAYS_WRITABLE(FlowDefects.NeverWritable::new),
    CH04_SAYS_WRITABLE_TWICE(FlowDefects.WritableTwice::new),
    CH04_SAYS_WRITABLE_UNASKED(FlowDefects.WritableUnasked::new),
    CH05_SENDS_A_REPEATED_BUFFER_ONCE(CarryingDefects.SendsARepeatedBufferOnce::new),
    CH05_CONSUMES_WHAT_IT_REFUSES(CarryingDefects.ConsumesWhatItRefuses::new),
    CH06_DELIVERS_ONE_TOO_MANY(FlowDefects.AsksForOneMore::new),
    CH06_DELIVERS_BEFORE_THE_FIRST_REQUEST(FlowDefects.AsksByItself::new),
    CH06_TAKES_A_REQUEST_OF_NOTHING(FlowDefects.TakesARequestOfNothing::new),
    CH06_DELIVERS_INSIDE_A_REQUEST(FlowDefects.DeliversInsideARequest::new),
    CH07_CALLS_FROM_TWO_THREADS(FlowDefects.CallsFromTwoThreads::new),
    CH08_USES_A_BUFFER_AGAIN(CarryingDefects.UsesABufferAgain::new),
    CH08_BEGINS_BEHIND_POSITION_ZERO(CarryingDefects.BeginsBehindZero::new),
    CH09_HALF_CLOSE_CLOSES_BOTH_WAYS(EndDefects.HalfCloseClosesAll::new),
    CH09_HALF_CLOSE_IS_NOT_TOLD(EndDefects.HalfCloseIsNotTold::new),
    CH09_TAKES_FRAMES_AFTER_THE_HALF_CLOSE(EndDefects.TakesFramesAfterTheHalfClose::new),
    CH10_WAITS_FOR_DEMAND_TO_TELL_THE_END(EndDefects.EndNeedsDemand::new),
    CH11_TAKES_A_TORN_END_FOR_A_CLEAN_ONE(EndDefects.TornIsClean::new),
    CH11_TAKES_A_CLEAN_END_FOR_A_TORN_ONE(EndDefects.CleanIsTorn::new),
    CH12_TELLS_THE_END_TWICE(EndDefects.EndTwice::new),
    CH12_TELLS_BOTH_ENDS(EndDefects.BothEnds::new),
    CH13_SECOND_CLOSE_THROWS(LifeDefects.SecondCloseThrows::new),
    CH13_CLOSE_TAKES_LONG(LifeDefects.CloseTakesLong::new),
    CH13_CALLS_AFTER_CLOSE(LifeDefects.CallsAfterClose::new),
    CH13_CLOSE_IS_NOT_TOLD(LifeDefects.CloseIsNotTold::new),
    CH13_WAITS_FOR_A_LISTENER_FOR_EVER(LifeDefects.WaitsForItsListener::new),
    CH13_LEAVES_A_THREAD(LifeDefects.LeavesAThread::new),
    CH14_TAKES_GARBAGE_FOR_THE_END(EndDefects.GarbageIsTheEnd::new),
    CH14_WAITS_FOR_THE_REST_OF_GARBAGE(CarryingDefects.NeverFails::new),
    CH15_SWALLOWS_WHAT_THE_LISTENER_THROWS(EndDefects.SwallowsWhatIsThrown::new),
    CH16_DOES_NOT_READ_ON_THE_WAITER(LifeDefects.WaiterOnlyWaits::new),
    CH16_FORGETS_THE_LIMIT(LifeDefects.WaiterForgetsTheLimit::new),
    CH17_SPINS(LifeDefects.Spins::new),
    CH18_MIXES_OFFERS(CarryingDefects.MixesOffers::new),
    CH19_CLEARS_THE_FLAG(LifeDefects.ClearsTheFlag::new),
    CH19_FAILS_WHEN_ITS_LISTENER_INTERRUPTS(LifeDefects.FailsWhenItsListenerInterrupts::new),
    CH19_FAILS_WHEN_INTERRUPTED(LifeDefects.FailsWhenInterrupted::new);

    private final Supplier<MutantEnd> defect;

    Mutant(Supplier<MutantEnd> defect) {
        this.defect = defect;
    }

    Supplier<MutantEnd> defect() {
        return defect;
    }

    /** How the names of the tests begin that have to catch it. */
    String rule() {
        return name().substring(0, 4).toLowerCase(Locale.ROOT) + "_";
    }
}
