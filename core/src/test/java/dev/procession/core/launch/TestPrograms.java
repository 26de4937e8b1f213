package dev.procession.core.launch;

import dev.procession.core.channel.LaunchLink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** What the children of these tests run. */
public final class TestPrograms {
    private TestPrograms() {}

    /** Prints what it was given. */
    public static final class Greeter implements ChildProgram {
        @Override
        public void run(ChildContext context) {
            System.out.println(context.name() + "|" + context.parentPid() + "|" + context.depth() + "|"
                    + new String(context.payload(), StandardCharsets.UTF_8));
        }
    }

    /** Prints its link's secret in hexadecimal digits. */
    public static final class Confidant implements ChildProgram {
        @Override
        public void run(ChildContext context) {
            System.out.println(HexFormat.of().formatHex(context.link().secret()));
        }
    }

    /** Exits with the code that its payload names. */
    public static final class Exiter implements ChildProgram {
        @Override
        public void run(ChildContext context) {
            System.exit(Integer.parseInt(new String(context.payload(), StandardCharsets.UTF_8)));
        }
    }

    /** Returns, and leaves a thread that prints once the main thread has ended. */
    public static final class Leaver implements ChildProgram {
        @Override
        public void run(ChildContext context) {
            Thread main = Thread.currentThread();
            new Thread(() -> {
                        try {
                            main.join();
                            System.out.println("after main");
                        } catch (InterruptedException e) {
                            System.exit(9);
                        }
                    })
                    .start();
        }
    }

    /** Throws. */
    public static final class Thrower implements ChildProgram {
        @Override
        public void run(ChildContext context) {
            throw new IllegalStateException("thrown by " + context.name());
        }
    }

    /** Throws what cannot be printed. */
    public static final class UnprintableThrower implements ChildProgram {
        private static final class Unprintable extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public String toString() {
                throw this;
            }
        }

        @Override
        public void run(ChildContext context) {
            throw new Unprintable();
        }
    }

    /** Says that it runs, then waits for ever. */
    public static final class Waiter implements ChildProgram {
        @Override
        public void run(ChildContext context) throws InterruptedException {
            System.out.println("waiting");
            new CountDownLatch(1).await();
        }
    }

    /** Says that it runs, starts a subprocess that would outlive it, says its pid, then waits for ever. */
    public static final class Begetter implements ChildProgram {
        @Override
        public void run(ChildContext context) throws Exception {
            Process sleep = new ProcessBuilder("sleep", "1000").inheritIO().start();
            System.out.println("begot " + sleep.pid());
            new CountDownLatch(1).await();
        }
    }

    /** Sends back each byte that it gets. */
    public static final class Echo implements ChildProgram {
        @Override
        public void run(ChildContext context) throws Exception {
            LaunchLink.Streams streams = context.link().takeStreams();
            streams.in().transferTo(streams.out());
        }
    }

    /** Answers each ring with a ring. */
    public static final class Ringer implements ChildProgram {
        @Override
        public void run(ChildContext context) throws Exception {
            LaunchLink.Doorbell bell = context.link().doorbell();
            while (bell.await(Duration.ofSeconds(60))) {
                bell.ring();
            }
        }
    }

    /** Prints a system property, whether assertions are on, and variables of the environment. */
    public static final class Teller implements ChildProgram {
        @Override
        public void run(ChildContext context) {
            boolean assertions = false;
            assert assertions = true;
            System.out.println(System.getProperty("told") + "|" + assertions + "|" + System.getenv("TOLD") + " "
                    + System.getenv("told.with-dots") + "|" + System.getProperty("user.dir") + "|"
                    + Runtime.getRuntime().maxMemory());
        }
    }

    /** Prints a thousand lines, what a subprocess prints, a line of 1 MiB, and a line without an end. */
    public static final class Printer implements ChildProgram {
        static List<String> numbers() {
            return IntStream.range(0, 1_000).mapToObj(i -> "line " + i).toList();
        }

        @Override
        public void run(ChildContext context) throws Exception {
            numbers().forEach(System.out::println);
            new ProcessBuilder("echo", "from a subprocess").inheritIO().start().waitFor();
            System.out.println("x".repeat(1 << 20));
            System.err.print("no line end");
        }
    }
}
