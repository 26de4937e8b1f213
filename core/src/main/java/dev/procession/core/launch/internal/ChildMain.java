package dev.procession.core.launch.internal;

import dev.procession.core.codec.internal.StackText;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import dev.procession.core.launch.internal.link.ChildLink;
import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;

/**
 * The main class of every child: reads the launch ticket, makes the program and runs it. Written without lambdas,
 * formatting and streams, whose first use costs a young JVM milliseconds.
 */
public final class ChildMain {
    /** The exit code of a child that was started by hand or got no sensible ticket. */
    static final int NO_TICKET = 2;

    /** The exit code of a child whose program threw. */
    static final int PROGRAM_FAILED = 1;

    private static final String FROM_LAUNCHER = "/dev/fd/3";
    private static final String TO_LAUNCHER = "/dev/fd/4";

    private ChildMain() {}

    /**
     * Runs the child.
     *
     * @param args none
     */
    public static void main(String[] args) {
        Ticket ticket = null;
        ChildLink link = null;
        try {
            FileInputStream in = new FileInputStream(FROM_LAUNCHER);
            ticket = Ticket.read(in);
            if (ticket.isForSpare()) {
                Rehearsal.run();
                ticket = awaitTicket(in);
            }
            link = new ChildLink(in, FROM_LAUNCHER, TO_LAUNCHER, ticket.secret);
        } catch (IOException e) {
            refuse(e);
            return;
        }
        run(ticket, link);
    }

    /** A spare whose launcher has gone, or has no use for it any more, ends without a word. */
    private static Ticket awaitTicket(FileInputStream in) throws IOException {
        try {
            return Ticket.read(in);
        } catch (EOFException dismissed) {
            Runtime.getRuntime().halt(0);
            throw dismissed;
        }
    }

    private static void refuse(IOException why) {
        String message = why.getMessage();
        System.err.println("This is the inside of a Procession child: it is started by a launcher, not by hand"
                .concat(message == null ? "" : " (".concat(message).concat(")")));
        System.exit(NO_TICKET);
    }

    private static void run(Ticket ticket, ChildLink link) {
        try {
            link.watch();
            delete(ticket.argumentFile);
            ChildContext context =
                    new ChildContext(ticket.name, ticket.parentPid, ticket.depth, ticket.takePayload(), link);
            CurrentChild.become(context, ticket.argumentFile);
            make(ticket.program).run(context);
        } catch (Throwable e) {
            fail(e);
        }
    }

    private static void fail(Throwable reason) {
        try {
            CurrentChild.leave(reason);
            say(reason);
            System.exit(PROGRAM_FAILED);
        } finally { // if it cannot be printed, for want of memory
            Runtime.getRuntime().halt(PROGRAM_FAILED);
        }
    }

    private static void say(Throwable reason) {
        try {
            reason.printStackTrace();
        } catch (Throwable unprintable) { // its own methods fail, or there is no System.err
            new PrintStream(new FileOutputStream(FileDescriptor.err), true).print(StackText.of(reason));
        }
    }

    private static void delete(String file) {
        if (!new File(file).delete()) {
            // The launcher deletes it when this child ends.
        }
    }

    private static ChildProgram make(String name) throws Throwable {
        try {
            return Class.forName(name)
                    .asSubclass(ChildProgram.class)
                    .getConstructor()
                    .newInstance();
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    name.concat(
                            " is not on this child's class path. If classPath(...) was called: it replaces the whole"
                                    + " class path, which must hold Procession and the program"),
                    e);
        } catch (NoSuchMethodException | IllegalAccessException | ClassCastException | InstantiationException e) {
            throw new IllegalStateException(
                    name.concat(
                            " must be public, implement ChildProgram and have a public constructor without arguments"),
                    e);
        }
    }
}
