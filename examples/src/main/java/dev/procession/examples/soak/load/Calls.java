package dev.procession.examples.soak.load;

import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.pool.Args;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Calls that leave the workers alive, if nothing else kills them, with what they have to come to. */
final class Calls {
    static final List<Ordeal> ALL = List.of(
            new Ordeal("applyAsync", 12, Calls::async),
            new Ordeal("apply", 8, Calls::apply),
            new Ordeal("map", 3, Sequences::map),
            new Ordeal("mapAsync", 3, Calls::mapAsync),
            new Ordeal("mapAsync, 20 attempts", 4, Calls::mapWithAttempts),
            new Ordeal("mapAsync that fails", 2, Calls::failingMap),
            new Ordeal("starmapAsync", 2, Calls::starmap),
            new Ordeal("imap", 3, Sequences::imap),
            new Ordeal("imapUnordered", 3, Sequences::imapUnordered),
            new Ordeal("executor", 3, Sequences::executor),
            new Ordeal("key", 3, Sequences::keys),
            new Ordeal("priority", 4, Calls::priority),
            new Ordeal("progress", 3, Calls::progress),
            new Ordeal(Notes.KIND, 6, Calls::note),
            new Ordeal("throws", 4, Calls::fail),
            new Ordeal("floods", 1, Calls::flood),
            new Ordeal("large result", 2, Calls::largeResult),
            new Ordeal("large argument", 2, Calls::largeArgument),
            new Ordeal("result not encodable", 2, Calls::unsendableResult),
            new Ordeal("argument not encodable", 2, Calls::unsendableArgument),
            new Ordeal("result not decodable", 2, Calls::unreadableResult),
            new Ordeal("argument not decodable", 2, Calls::unreadableArgument),
            new Ordeal("cancelled at once", 4, Calls::cancelAtOnce),
            new Ordeal("cancelled later", 4, Calls::cancelLater),
            new Ordeal("completed by its holder", 2, Calls::complete),
            new Ordeal("orTimeout", 2, Calls::orTimeout),
            new Ordeal("out of time", 3, Calls::outOfTime),
            new Ordeal("perhaps out of time", 4, Calls::perhapsOutOfTime));

    private static final int LARGEST = 4 << 20;

    private Calls() {}

    private static void async(Lane lane, String kind, SplittableRandom random) {
        for (int i = random.nextInt(16); i >= 0; i--) {
            long number = random.nextLong();
            lane.give(
                    kind,
                    () -> lane.pool().applyAsync(Chores::compute, number),
                    lane.rightOrLost(Chores.mixed(number)));
        }
    }

    private static void apply(Lane lane, String kind, SplittableRandom random) {
        long number = random.nextLong();
        lane.callBlocking(
                kind, () -> lane.pool().apply(Chores::compute, number), lane.rightOrLost(Chores.mixed(number)));
    }

    /** So many different numbers, none of which divides by seven. */
    static List<Long> numbers(SplittableRandom random, int most) {
        long first = random.nextLong(1L << 40) * 7 + 1;
        return LongStream.range(0, 1 + random.nextInt(most))
                .mapToObj(i -> first + i * 7)
                .toList();
    }

    /** What these have for results. */
    static List<Long> mixed(List<Long> numbers) {
        return numbers.stream().map(Chores::mixed).toList();
    }

    private static void mapAsync(Lane lane, String kind, SplittableRandom random) {
        List<Long> items = numbers(random, 300);
        lane.give(kind, () -> lane.pool().mapAsync(Chores::compute, items), lane.rightOrLost(mixed(items)));
    }

    private static void mapWithAttempts(Lane lane, String kind, SplittableRandom random) {
        List<Long> items = numbers(random, 300);
        lane.give(
                kind,
                () -> lane.pool().with(TaskOptions.attempts(20)).mapAsync(Chores::compute, items),
                Expectation.value(mixed(items)));
    }

    private static void failingMap(Lane lane, String kind, SplittableRandom random) {
        long multiple = 7 * random.nextLong(1L << 40);
        List<Long> items = LongStream.range(multiple - 5, multiple + 2).boxed().toList();
        lane.give(
                kind,
                () -> lane.pool().mapAsync(Chores::failSometimes, items),
                Expectation.<List<Long>>failure("threw as told", threw(multiple))
                        .or("lost", lane.victims()::explains));
    }

    private static java.util.function.Predicate<Throwable> threw(long number) {
        return failure -> failure instanceof IllegalStateException
                && Chores.message(number).equals(failure.getMessage());
    }

    private static void starmap(Lane lane, String kind, SplittableRandom random) {
        List<Args<Long, Long>> items =
                numbers(random, 100).stream().map(i -> Args.of(i, i + 1)).toList();
        List<Long> sums = items.stream()
                .map(item -> Chores.mixed(item.first()) + item.second())
                .toList();
        lane.give(kind, () -> lane.pool().starmapAsync(Chores::sum, items), lane.rightOrLost(sums));
    }

    private static void priority(Lane lane, String kind, SplittableRandom random) {
        for (int i = random.nextInt(8); i >= 0; i--) {
            long number = random.nextLong();
            TaskOptions options = TaskOptions.priority(random.nextInt(4));
            lane.give(
                    kind,
                    () -> lane.pool().with(options).applyAsync(Chores::compute, number),
                    lane.rightOrLost(Chores.mixed(number)));
        }
    }

    private static void progress(Lane lane, String kind, SplittableRandom random) {
        int steps = 1 + random.nextInt(60);
        AtomicInteger last = new AtomicInteger();
        TaskOptions options = TaskOptions.onProgress((Long item, Integer step) -> {
            if (item != 0 || last.getAndSet(step) >= step) {
                lane.found(kind, "step " + step + " of item " + item + " came behind step " + last);
            }
        });
        lane.give(
                kind,
                () -> lane.pool().with(options).applyAsync(Chores::report, steps),
                lane.rightOrLost(Chores.mixed(steps)));
    }

    private static void note(Lane lane, String kind, SplittableRandom random) {
        long number = random.nextLong();
        String file = lane.notes().toString();
        lane.give(
                kind, () -> lane.pool().applyAsync(Chores::note, file, number), lane.rightOrLost(Chores.mixed(number)));
    }

    private static void fail(Lane lane, String kind, SplittableRandom random) {
        long number = random.nextLong();
        lane.give(
                kind,
                () -> lane.pool().applyAsync(Chores::fail, number),
                Expectation.<Long>failure("threw as told", threw(number)).or("lost", lane.victims()::explains));
    }

    private static void flood(Lane lane, String kind, SplittableRandom random) {
        long lines = random.nextInt(10_000);
        lane.give(kind, () -> lane.pool().applyAsync(Chores::flood, lines), lane.rightOrLost(Chores.mixed(lines)));
    }

    private static void largeResult(Lane lane, String kind, SplittableRandom random) {
        long seed = random.nextLong();
        int length = random.nextInt(LARGEST);
        lane.give(
                kind,
                () -> lane.pool().applyAsync(Chores::bytes, seed, length),
                Expectation.<byte[]>of(bytes -> Arrays.equals(bytes, Chores.bytes(seed, length)))
                        .or("lost", lane.victims()::explains));
    }

    private static void largeArgument(Lane lane, String kind, SplittableRandom random) {
        byte[] bytes = Chores.bytes(random.nextLong(), random.nextInt(LARGEST));
        lane.give(kind, () -> lane.pool().applyAsync(Chores::sumUp, bytes), lane.rightOrLost(Chores.sumUp(bytes)));
    }

    private static void unsendableResult(Lane lane, String kind, SplittableRandom random) {
        lane.give(
                kind,
                () -> lane.pool().applyAsync(Chores::unsendable, random.nextLong()),
                Expectation.failure("not encoded", failure -> failure instanceof EncodingException)
                        .or("lost", lane.victims()::explains));
    }

    private static void unsendableArgument(Lane lane, String kind, SplittableRandom random) {
        lane.give(
                kind,
                () -> lane.pool().applyAsync(Chores::take, new Chores.Unsendable(random.nextLong())),
                Expectation.failure("not encoded", failure -> failure instanceof EncodingException));
    }

    private static void unreadableResult(Lane lane, String kind, SplittableRandom random) {
        lane.give(
                kind,
                () -> lane.pool().applyAsync(Chores::unreadable, random.nextLong()),
                Expectation.failure("not decoded", failure -> failure instanceof DecodingException)
                        .or("lost", lane.victims()::explains));
    }

    private static void unreadableArgument(Lane lane, String kind, SplittableRandom random) {
        lane.give(
                kind,
                () -> lane.pool().applyAsync(Chores::takeUnreadable, new Chores.Unreadable(random.nextLong())),
                Expectation.<Long>failure("not decoded", failure -> failure instanceof DecodingException)
                        .or("lost", lane.victims()::explains));
    }

    private static void cancelAtOnce(Lane lane, String kind, SplittableRandom random) {
        cancelled(lane, kind, random.nextInt(200), 0);
    }

    private static void cancelLater(Lane lane, String kind, SplittableRandom random) {
        cancelled(lane, kind, random.nextInt(200), random.nextInt(100_000));
    }

    private static void cancelled(Lane lane, String kind, long millis, long micros) {
        TaskFuture<Long> future = lane.pool().applyAsync(Chores::sleep, millis);
        lane.give(kind, () -> future, lane.rightOrLost(Chores.mixed(millis)).orCancelled());
        if (micros == 0) {
            future.cancel(false);
        } else {
            lane.cancelLater(future, micros, kind);
        }
    }

    private static void complete(Lane lane, String kind, SplittableRandom random) {
        long millis = random.nextInt(20);
        TaskFuture<Long> future = lane.pool().applyAsync(Chores::sleep, millis);
        lane.give(
                kind,
                () -> future,
                Expectation.<Long>of(value -> value == -1L || value == Chores.mixed(millis))
                        .or("lost", lane.victims()::explains));
        CompletableFuture<Long> unused = future.completeOnTimeout(-1L, random.nextInt(20_000), TimeUnit.MICROSECONDS);
    }

    private static void orTimeout(Lane lane, String kind, SplittableRandom random) {
        long millis = random.nextInt(20);
        TaskFuture<Long> future = lane.pool().applyAsync(Chores::sleep, millis);
        lane.give(
                kind,
                () -> future,
                lane.rightOrLost(Chores.mixed(millis))
                        .or("TimeoutException", failure -> failure instanceof TimeoutException));
        CompletableFuture<Long> unused = future.orTimeout(random.nextInt(20_000), TimeUnit.MICROSECONDS);
    }

    private static void outOfTime(Lane lane, String kind, SplittableRandom random) {
        TaskOptions options =
                TaskOptions.timeout(Duration.ofMillis(10 + random.nextInt(60))).withAttempts(1 + random.nextInt(3));
        lane.give(
                kind,
                () -> lane.pool().with(options).applyAsync(Chores::sleep, 3_600_000L),
                Expectation.<Long>failure("out of time", failure -> failure instanceof TaskTimeoutException)
                        .or("lost", lane.victims()::explains));
    }

    private static void perhapsOutOfTime(Lane lane, String kind, SplittableRandom random) {
        long millis = random.nextInt(20);
        TaskOptions options = TaskOptions.timeout(Duration.ofMillis(5 + random.nextInt(10)));
        lane.give(
                kind,
                () -> lane.pool().with(options).applyAsync(Chores::sleep, millis),
                lane.rightOrLost(Chores.mixed(millis))
                        .or("out of time", failure -> failure instanceof TaskTimeoutException));
    }
}
