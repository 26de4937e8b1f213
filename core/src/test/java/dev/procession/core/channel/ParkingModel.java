package dev.procession.core.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model of {@link Parking} and of those who use it, step by atomic step, with every order of the steps. All words are
 * volatile and each pair of a store and a load that matters has a full fence between, so the steps of the actors interleave
 * and are never reordered: what this model walks through is all that can happen.
 *
 * <ul>
 *   <li>The <b>waiter</b> is {@code ChannelThread}: looks for documents and for room, parks, looks again, sleeps.
 *   <li>The <b>peer</b> publishes documents and room, and looks at the park word after each; it may die at any step.
 *   <li>The <b>caller</b> offers on the waiter's side: what finds no queue is left to the waiter, who is nudged if there is
 *       room for one.
 * </ul>
 */
final class ParkingModel {
    /** What is left out of the protocol, to see that the model notices. */
    enum Flaw {
        NONE,
        NO_SECOND_LOOK,
        LOOKS_BEFORE_IT_ANNOUNCES,
        RINGS_WITHOUT_LOOKING_AGAIN_AT_ROOM,
        PEER_LOOKS_BEFORE_IT_PUBLISHES,
        CALLER_DOES_NOT_NUDGE
    }

    /** Where the waiter is. */
    private enum At {
        LOOK_FOR_DOCUMENT,
        LOOK_FOR_ROOM,
        ANNOUNCE,
        LAST_LOOK_FOR_DOCUMENT,
        LAST_LOOK_FOR_ROOM,
        LEAVE,
        ENTER,
        ASLEEP,
        EXIT,
        GONE
    }

    /** Where the peer is with what it publishes. */
    private enum Publishing {
        IDLE,
        LOOK,
        CLAIM,
        RING,
        LATE_PUBLISH,
        DEAD
    }

    /** Where the caller is. */
    private enum Calling {
        IDLE,
        LOOK_FOR_ROOM,
        NUDGE
    }

    /** All that the steps read and write. */
    record State(
            At at,
            boolean told,
            Publishing peer,
            boolean publishesRoom,
            Calling caller,
            long word,
            boolean bell,
            boolean nudged,
            boolean interrupted,
            int documents,
            int room,
            int backlog,
            int documentsToCome,
            int roomToCome,
            int offersToCome,
            int announced,
            int heard) {
        boolean hasWork() {
            return documents > 0 || (backlog > 0 && room > 0);
        }

        /** Nobody is between having published and having woken. */
        boolean isQuiet() {
            return (peer == Publishing.IDLE || peer == Publishing.DEAD) && caller == Calling.IDLE;
        }

        boolean sleepsOn() {
            return at == At.ASLEEP && !bell && !interrupted && peer != Publishing.DEAD;
        }
    }

    private final Flaw flaw;
    private final boolean mayDie;

    ParkingModel(Flaw flaw, boolean mayDie) {
        this.flaw = flaw;
        this.mayDie = mayDie;
    }

    /** What the search has found. */
    record Result(int states, Optional<State> lostWakeUp, Optional<State> falseAlarm, Optional<State> deathUnnoticed) {}

    Result explore(int documents, int room, int offers) {
        State begin = new State(
                At.LOOK_FOR_DOCUMENT,
                false,
                Publishing.IDLE,
                false,
                Calling.IDLE,
                Parking.RUNNING,
                false,
                false,
                false,
                0,
                0,
                0,
                documents,
                room,
                offers,
                0,
                0);
        Set<State> seen = new HashSet<>(Set.of(begin));
        Deque<State> open = new ArrayDeque<>(seen);
        Optional<State> lost = Optional.empty();
        Optional<State> alarm = Optional.empty();
        Optional<State> unnoticed = Optional.empty();
        while (!open.isEmpty()) {
            State state = open.pop();
            List<State> next = steps(state);
            if (state.sleepsOn() && state.isQuiet() && state.hasWork()) {
                lost = Optional.of(state);
            }
            if (state.at() == At.GONE && state.peer() != Publishing.DEAD) {
                alarm = Optional.of(state);
            }
            if (state.peer() == Publishing.DEAD && state.at() != At.GONE && next.isEmpty()) {
                unnoticed = Optional.of(state);
            }
            next.stream().filter(seen::add).forEach(open::push);
        }
        return new Result(seen.size(), lost, alarm, unnoticed);
    }

    private List<State> steps(State state) {
        List<State> next = new ArrayList<>();
        waiter(state, next);
        peer(state, next);
        caller(state, next);
        return next;
    }

    private void waiter(State now, List<State> next) {
        Draft then = new Draft(now);
        switch (now.at()) {
            case LOOK_FOR_DOCUMENT -> {
                then.at = now.documents() > 0 ? At.LOOK_FOR_DOCUMENT : At.LOOK_FOR_ROOM;
                then.documents -= now.documents() > 0 ? 1 : 0;
            }
            case LOOK_FOR_ROOM -> {
                boolean work = now.backlog() > 0 && now.room() > 0;
                then.at = work ? At.LOOK_FOR_DOCUMENT : flaw == Flaw.NO_SECOND_LOOK ? At.ENTER : At.ANNOUNCE;
                then.word = flaw == Flaw.NO_SECOND_LOOK && !work ? Parking.PARKED : now.word();
                then.useRoom(work);
            }
            case ANNOUNCE -> {
                then.word = flaw == Flaw.LOOKS_BEFORE_IT_ANNOUNCES ? now.word() : Parking.PARKED;
                then.at = At.LAST_LOOK_FOR_DOCUMENT;
            }
            case LAST_LOOK_FOR_DOCUMENT -> {
                boolean blind = flaw == Flaw.RINGS_WITHOUT_LOOKING_AGAIN_AT_ROOM;
                then.at = now.documents() > 0 ? At.LEAVE : blind ? At.ENTER : At.LAST_LOOK_FOR_ROOM;
                then.documents -= now.documents() > 0 ? 1 : 0;
            }
            case LAST_LOOK_FOR_ROOM -> {
                boolean work = now.backlog() > 0 && now.room() > 0;
                then.at = work ? At.LEAVE : At.ENTER;
                then.useRoom(work);
                then.word = flaw == Flaw.LOOKS_BEFORE_IT_ANNOUNCES && !work ? Parking.PARKED : now.word();
            }
            case ENTER -> {
                then.at = now.nudged() ? At.EXIT : At.ASLEEP;
                then.nudged = false;
            }
            case ASLEEP -> {
                if (now.sleepsOn()) {
                    return;
                }
                then.told = !now.interrupted();
                then.bell = now.interrupted() && now.bell();
                then.interrupted = false;
                then.at = At.EXIT;
            }
            case LEAVE, EXIT -> then.leave();
            case GONE -> {
                return;
            }
        }
        next.add(then.state());
    }

    private void peer(State now, List<State> next) {
        if (mayDie && now.peer() != Publishing.DEAD) {
            Draft dead = new Draft(now);
            dead.peer = Publishing.DEAD;
            next.add(dead.state());
        }
        Draft then = new Draft(now);
        switch (now.peer()) {
            case IDLE -> {
                for (boolean room : new boolean[] {false, true}) {
                    if (room ? now.roomToCome() > 0 : now.documentsToCome() > 0) {
                        Draft begun = new Draft(now);
                        begun.publishesRoom = room;
                        begun.peer = Publishing.LOOK;
                        if (flaw != Flaw.PEER_LOOKS_BEFORE_IT_PUBLISHES) {
                            begun.publish();
                        }
                        next.add(begun.state());
                    }
                }
                return;
            }
            case LOOK -> then.peer = now.word() == Parking.PARKED ? Publishing.CLAIM : then.done(flaw);
            case CLAIM -> {
                boolean claimed = now.word() == Parking.PARKED;
                then.word = claimed ? Parking.RUNG : now.word();
                then.peer = claimed ? Publishing.RING : then.done(flaw);
            }
            case RING -> {
                then.bell = true;
                then.peer = then.done(flaw);
            }
            case LATE_PUBLISH -> {
                then.publish();
                then.peer = Publishing.IDLE;
            }
            case DEAD -> {
                return;
            }
        }
        next.add(then.state());
    }

    private void caller(State now, List<State> next) {
        Draft then = new Draft(now);
        switch (now.caller()) {
            case IDLE -> {
                if (now.offersToCome() == 0) {
                    return;
                }
                then.offersToCome--;
                then.backlog++;
                then.caller = Calling.LOOK_FOR_ROOM;
            }
            case LOOK_FOR_ROOM -> then.caller = now.room() > 0 ? Calling.NUDGE : Calling.IDLE;
            case NUDGE -> {
                if (flaw != Flaw.CALLER_DOES_NOT_NUDGE) {
                    then.nudged = now.nudged() || now.at() != At.ASLEEP;
                    then.interrupted = now.interrupted() || now.at() == At.ASLEEP;
                }
                then.caller = Calling.IDLE;
            }
        }
        next.add(then.state());
    }

    /** A state that is being changed. */
    private static final class Draft {
        private At at;
        private boolean told;
        private Publishing peer;
        private boolean publishesRoom;
        private Calling caller;
        private long word;
        private boolean bell;
        private boolean nudged;
        private boolean interrupted;
        private int documents;
        private int room;
        private int backlog;
        private int documentsToCome;
        private int roomToCome;
        private int offersToCome;
        private int announced;
        private int heard;

        Draft(State from) {
            at = from.at();
            told = from.told();
            peer = from.peer();
            publishesRoom = from.publishesRoom();
            caller = from.caller();
            word = from.word();
            bell = from.bell();
            nudged = from.nudged();
            interrupted = from.interrupted();
            documents = from.documents();
            room = from.room();
            backlog = from.backlog();
            documentsToCome = from.documentsToCome();
            roomToCome = from.roomToCome();
            offersToCome = from.offersToCome();
            announced = from.announced();
            heard = from.heard();
        }

        void useRoom(boolean work) {
            backlog -= work ? 1 : 0;
            room -= work ? 1 : 0;
        }

        void publish() {
            documents += publishesRoom ? 0 : 1;
            documentsToCome -= publishesRoom ? 0 : 1;
            room += publishesRoom ? 1 : 0;
            roomToCome -= publishesRoom ? 1 : 0;
        }

        Publishing done(Flaw flaw) {
            return flaw == Flaw.PEER_LOOKS_BEFORE_IT_PUBLISHES ? Publishing.LATE_PUBLISH : Publishing.IDLE;
        }

        void leave() {
            announced += word == Parking.RUNG ? 1 : 0;
            heard += told ? 1 : 0;
            told = false;
            word = Parking.RUNNING;
            at = heard > announced ? At.GONE : At.LOOK_FOR_DOCUMENT;
        }

        State state() {
            return new State(
                    at,
                    told,
                    peer,
                    publishesRoom,
                    caller,
                    word,
                    bell,
                    nudged,
                    interrupted,
                    documents,
                    room,
                    backlog,
                    documentsToCome,
                    roomToCome,
                    offersToCome,
                    announced,
                    heard);
        }
    }
}
