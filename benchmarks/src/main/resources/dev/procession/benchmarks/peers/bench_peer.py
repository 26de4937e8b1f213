"""CPython's process pools, measured by themselves: each line asks for something, each answer is one line of numbers.

    single N                 N calls in flight, each with its own result    -> ns
    imap N                   N items, unordered, one a chunk                -> ns
    map N                    N items, chunks as by default                  -> ns
    trips N PAUSE_US CALLERS N calls, one after the other, by each caller   -> ns p50 p99 p99.9 (us)
    mixed N                  the same by one caller beside long tasks       -> ns p50 p99 p99.9 (us)
    payload BYTES N          N calls with so many bytes there and back      -> ns
    start                    a pool of fresh processes until its first result -> ns
"""

import concurrent.futures
import multiprocessing
import sys
import threading
import time

LONG_MS = 20
LONG_EVERY_MS = 15
SHORT_PAUSE_US = 1000


def same(value):
    return value


def nap(millis):
    time.sleep(millis / 1000)
    return millis


class PoolPeer:
    def __init__(self, context, workers):
        self.pool = context.Pool(workers)

    def submit(self, function, argument):
        return self.pool.apply_async(function, (argument,))

    def call(self, function, argument):
        return self.pool.apply(function, (argument,))

    def imap(self, items):
        return self.pool.imap_unordered(abs, items, chunksize=1)

    def map(self, items):
        return self.pool.map(abs, items)

    def close(self):
        self.pool.terminate()


class FuturesPeer:
    def __init__(self, context, workers):
        self.pool = concurrent.futures.ProcessPoolExecutor(workers, mp_context=context)

    def submit(self, function, argument):
        future = self.pool.submit(function, argument)
        future.get = future.result
        return future

    def call(self, function, argument):
        return self.pool.submit(function, argument).result()

    def imap(self, items):
        return self.pool.map(abs, items, chunksize=1)

    def map(self, items):
        return list(self.pool.map(abs, items))

    def close(self):
        self.pool.shutdown(cancel_futures=True)


class Questions:
    def __init__(self, make, workers):
        self.make = make
        self.workers = workers
        methods = multiprocessing.get_all_start_methods()
        self.peer = make(multiprocessing.get_context("fork" if "fork" in methods else None), workers)

    def single(self, count):
        begun = time.perf_counter_ns()
        for result in [self.peer.submit(same, number) for number in range(count)]:
            result.get()
        return [time.perf_counter_ns() - begun]

    def imap(self, count):
        items = list(range(count))
        begun = time.perf_counter_ns()
        for _ in self.peer.imap(items):
            pass
        return [time.perf_counter_ns() - begun]

    def map(self, count):
        items = list(range(count))
        begun = time.perf_counter_ns()
        self.peer.map(items)
        return [time.perf_counter_ns() - begun]

    def trips(self, count, pause_us, callers):
        times = []

        def calls():
            for number in range(count):
                begun = time.perf_counter_ns()
                self.peer.call(same, number)
                times.append(time.perf_counter_ns() - begun)
                if pause_us:
                    time.sleep(pause_us / 1e6)

        threads = [threading.Thread(target=calls) for _ in range(callers)]
        begun = time.perf_counter_ns()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        elapsed = time.perf_counter_ns() - begun
        times.sort()
        return [elapsed] + [times[min(len(times) - 1, int(len(times) * part))] / 1000 for part in (0.5, 0.99, 0.999)]

    def mixed(self, count):
        over = threading.Event()

        def longs():
            waiting = []
            while not over.wait(LONG_EVERY_MS / 1000):
                waiting.append(self.peer.submit(nap, LONG_MS))
            for result in waiting:
                result.get()

        thread = threading.Thread(target=longs)
        thread.start()
        answer = self.trips(count, SHORT_PAUSE_US, 1)
        over.set()
        thread.join()
        return answer

    def payload(self, size, count):
        content = bytes(size)
        begun = time.perf_counter_ns()
        for _ in range(count):
            self.peer.call(same, content)
        return [time.perf_counter_ns() - begun]

    def start(self):
        context = multiprocessing.get_context("spawn")
        begun = time.perf_counter_ns()
        peer = self.make(context, self.workers)
        peer.call(same, 1)
        elapsed = time.perf_counter_ns() - begun
        peer.close()
        return [elapsed]


def main():
    kinds = {"pool": PoolPeer, "futures": FuturesPeer}
    questions = Questions(kinds[sys.argv[1]], int(sys.argv[2]))
    for line in sys.stdin:
        name, *numbers = line.split()
        answer = getattr(questions, name)(*map(int, numbers))
        print(*answer, flush=True)
    questions.peer.close()


if __name__ == "__main__":
    main()
