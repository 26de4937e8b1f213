package dev.procession.examples.soak;

import dev.procession.examples.soak.load.Auditor;
import dev.procession.examples.soak.load.Gate;
import dev.procession.examples.soak.load.Lane;
import dev.procession.examples.soak.load.SoakPlan;
import dev.procession.examples.soak.load.Tally;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.StartupArchive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** One run: pools of all transports under load at the same time, and a look at what is held now and then. */
final class Soak {
    private static final long LOOK_MILLIS = 200;

    /** More findings tell no more. */
    private static final int ENOUGH = 10;

    private final SoakPlan plan;
    private final Progress progress;
    private final Auditor auditor;
    private final Gate gate;
    private final Census census = new Census();
    private final Holdings holdings = new Holdings();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Lane> lanes = new ArrayList<>();
    private final Set<Long> killed = ConcurrentHashMap.newKeySet();
    private final ExecutorService callers = Executors.newCachedThreadPool(threads("soak-caller-"));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("soak-timer-"));
    private long begun;

    Soak(SoakPlan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.auditor = new Auditor(plan.bound());
        this.gate = new Gate(plan.transports().size());
    }

    private static ThreadFactory threads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Ends it early, with what is known by then. */
    void stop() {
        stopped.countDown();
    }

    /** Does all of it. */
    Verdict run() throws InterruptedException, ExecutionException {
        for (String transport : plan.transports()) {
            rehearse(transport);
        }
        holdings.before(census.atRest(0));
        begin();
        while (goesOn() && stretch()) {
            look();
        }
        if (!hangs()) {
            look();
        }
        end();
        return verdict();
    }

    /** Has all loaded and made that a transport needs once, so that what is held then can be held against what is left. */
    private static void rehearse(String transport) throws InterruptedException, ExecutionException {
        StartupArchive.prepare(transport);
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .onLog(record -> {})
                .build()) {
            pool.map((Integer number) -> number + 1, List.of(1, 2, 3));
        }
    }

    private void begin() {
        begun = System.nanoTime();
        Lane.Helpers helpers = new Lane.Helpers(callers, timer, killed);
        for (String transport : plan.transports()) {
            Lane lane = new Lane(transport, plan, auditor, gate, helpers);
            lanes.add(lane);
            Thread thread = new Thread(lane, "soak-" + transport);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private boolean goesOn() {
        return stopped.getCount() > 0
                && elapsed().compareTo(plan.length()) < 0
                && !hangs()
                && auditor.findings().size() < ENOUGH;
    }

    /** Lets the lanes run for a while; false if that was the last time. */
    private boolean stretch() throws InterruptedException {
        Duration end = elapsed().plus(plan.stretch());
        while (goesOn() && elapsed().compareTo(end) < 0) {
            stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            progress.show(
                    elapsed(),
                    lanes.stream().map(Lane::tally).mapToLong(Tally::total).sum(),
                    auditor.findings().size());
        }
        return goesOn();
    }

    /** Has all lanes rest and counts what is held. */
    private void look() throws InterruptedException {
        long latest = System.nanoTime() + plan.bound().multipliedBy(2).toNanos();
        while (!gate.close(Duration.ofSeconds(1))) {
            if (hangs()) {
                return;
            }
            if (System.nanoTime() > latest) {
                auditor.found("a lane does not come to rest");
                stop();
                return;
            }
        }
        if (elapsed().compareTo(plan.warmUp()) < 0 || !holdings.haveFirst()) {
            holdings.first(census.atRest(plan.transports().size() * plan.workers()));
        } else {
            holdings.add(census.settled(holdings::areFlat));
        }
        killed.clear();
        if (goesOn()) {
            gate.open();
        }
    }

    private boolean hangs() {
        return auditor.hangs(() -> lanes.stream().map(Lane::state).collect(Collectors.joining("\n")));
    }

    /** Closes the pools, or ends them if something hangs. */
    private void end() throws InterruptedException {
        gate.end();
        if (hangs()) {
            lanes.forEach(lane -> callers.execute(lane::abandon));
            callers.shutdown();
            callers.awaitTermination(10, TimeUnit.SECONDS);
            return;
        }
        lanes.forEach(Lane::end);
        callers.shutdown();
        boolean closed = false;
        while (!closed && !hangs()) {
            closed = callers.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        timer.shutdownNow();
        if (!hangs()) {
            holdings.after(census.settled(holdings::areGone), Descriptors.open());
        }
    }

    private Verdict verdict() {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        lanes.forEach(lane -> tallies.put(lane.transport(), lane.tally()));
        List<String> findings = new ArrayList<>(auditor.findings());
        findings.addAll(holdings.growth());
        return new Verdict(plan, elapsed(), List.copyOf(findings), holdings, tallies);
    }
}
