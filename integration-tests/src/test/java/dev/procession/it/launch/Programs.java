package dev.procession.it.launch;

import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildProgram;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import java.util.concurrent.CountDownLatch;

/** What parents and children of these tests run. Each says on standard output what a test has to know. */
public final class Programs {
    private Programs() {}

    private static void say(String what, long pid) {
        System.out.println(what + " " + pid);
        System.out.flush();
    }

    private static void waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static ChildHandle launch(String name, Class<? extends ChildProgram> program, boolean daemon) {
        LocalLauncher launcher = LocalLauncher.shared();
        ChildSpec spec = ChildSpec.builder(name, program)
                .daemon(daemon)
                .output(line -> System.out.println(line.text()))
                .build();
        return launcher.launch(spec, launcher.prepareLink());
    }

    /** A parent with children of all kinds. */
    public static final class Parent {
        private Parent() {}

        /**
         * Starts the children and waits, or ends in the way that the argument names.
         *
         * @param args {@code wait}, {@code exit}, {@code return} or {@code halt}
         * @throws Exception if it fails
         */
        public static void main(String[] args) throws Exception {
            launch("busy", Busy.class, true);
            launch("stopped", Idle.class, true);
            launch("begetting", Begetting.class, true);
            launch("nesting", Nesting.class, true);
            System.out.println("folder " + LocalLauncher.shared().folder());
            System.out.flush();
            if (System.in.read() < 0) {
                return;
            }
            switch (args[0]) {
                case "exit" -> System.exit(5);
                case "halt" -> Runtime.getRuntime().halt(6);
                case "return" -> System.out.println("returning");
                default -> waitForEver();
            }
        }
    }

    /** Computes for ever. */
    public static final class Busy implements ChildProgram {
        private volatile long count;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public void run(ChildContext context) {
            say("busy", ProcessHandle.current().pid());
            while (true) {
                count++;
            }
        }
    }

    /** Waits for ever. */
    public static final class Idle implements ChildProgram {
        @Override
        public void run(ChildContext context) throws InterruptedException {
            say("idle", ProcessHandle.current().pid());
            waitForEver();
        }
    }

    /** Starts a subprocess that knows nothing of Procession. */
    public static final class Begetting implements ChildProgram {
        @Override
        public void run(ChildContext context) throws Exception {
            say("begetting", ProcessHandle.current().pid());
            say("begotten", new ProcessBuilder("sleep", "1000").start().pid());
            waitForEver();
        }
    }

    /** Starts a child of its own, and is stopped by the test. */
    public static final class Nesting implements ChildProgram {
        @Override
        public void run(ChildContext context) throws Exception {
            say("nesting", ProcessHandle.current().pid());
            System.out.println("nestedfolder " + LocalLauncher.shared().folder());
            launch("nested", Nested.class, true);
            waitForEver();
        }
    }

    /** A child of a child. */
    public static final class Nested implements ChildProgram {
        @Override
        public void run(ChildContext context) throws Exception {
            say("nested", ProcessHandle.current().pid());
            waitForEver();
        }
    }

    /** A parent whose main thread returns at once while a child that is no daemon still works. */
    public static final class Returning {
        private Returning() {}

        /**
         * Starts the child and returns.
         *
         * @param args none
         */
        public static void main(String[] args) {
            launch("worker", Brief.class, false);
            System.out.println("main is over");
        }
    }

    /** Works until its parent has said that it is done. */
    public static final class Brief implements ChildProgram {
        @Override
        public void run(ChildContext context) {
            System.out.println("the child has worked");
        }
    }
}
