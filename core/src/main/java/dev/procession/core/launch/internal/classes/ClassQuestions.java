package dev.procession.core.launch.internal.classes;

import dev.procession.core.channel.LaunchLink;
import dev.procession.core.classes.ClassAnswer;
import dev.procession.core.classes.FetchingClassLoader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The child's end: asks one question at a time. A thread reads the answers; since it has the link's stream, it is also the one
 * that notices the parent's end, and halts this process.
 */
public final class ClassQuestions implements FetchingClassLoader.Fetcher {
    /** Stands for a length where there is no class file. */
    static final int NOT_GIVEN = -1;

    /** The exit code of a child whose launcher is gone. Nobody is left to see it. */
    private static final int LAUNCHER_GONE = 129;

    /** Compiling a source file, which the parent may have to do, takes seconds at the most. */
    private static final long LIMIT_SECONDS = 60;

    private final LaunchLink.Streams streams;
    private final Object turn = new Object();
    private final Object answered = new Object();
    private @Nullable ClassAnswer answer;

    /** How many questions were asked, and how many of them are answered: answers come in the order of the questions. */
    private long asked;

    private long answers;

    private ClassQuestions(LaunchLink.Streams streams) {
        this.streams = streams;
    }

    /**
     * Takes the link's streams and starts the thread.
     *
     * @param link this child's link, which nobody uses
     * @return whom to ask
     */
    public static ClassQuestions over(LaunchLink link) {
        ClassQuestions questions = new ClassQuestions(link.takeStreams());
        Thread thread = new Thread(questions::read, "procession-class-reader");
        thread.setDaemon(true);
        thread.start();
        return questions;
    }

    @Override
    public ClassAnswer fetch(String name) {
        synchronized (turn) {
            try {
                ask(name);
            } catch (IOException e) {
                return ClassAnswer.refused("the parent process cannot be asked for it: " + e.getMessage());
            }
            return await();
        }
    }

    private void ask(String name) throws IOException {
        ByteArrayOutputStream question = new ByteArrayOutputStream();
        new DataOutputStream(question).writeUTF(name);
        synchronized (answered) {
            asked++;
            answer = null;
        }
        streams.out().write(question.toByteArray());
    }

    /** Ends with the answer, with this process if the parent has ended, or after a limit if a loader there does not return. */
    private ClassAnswer await() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        boolean interrupted = false;
        ClassAnswer given;
        synchronized (answered) {
            long left = deadline - System.nanoTime();
            while (answer == null && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(answered, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = deadline - System.nanoTime();
            }
            given = answer;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return given != null
                ? given
                : ClassAnswer.refused(
                        "the parent process was asked for it and did not answer within " + LIMIT_SECONDS + " s");
    }

    /** Takes an answer, unless it is one to a question that is not waited for any more. */
    private void take(ClassAnswer next) {
        synchronized (answered) {
            answers++;
            if (answers == asked) {
                answer = next;
                answered.notifyAll();
            }
        }
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(streams.in());
            while (true) {
                take(next(in));
            }
        } catch (IOException launcherGone) {
            Runtime.getRuntime().halt(LAUNCHER_GONE);
        }
    }

    private static ClassAnswer next(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == NOT_GIVEN) {
            String problem = in.readUTF();
            return problem.isEmpty() ? ClassAnswer.unknown() : ClassAnswer.refused(problem);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return ClassAnswer.of(bytes);
    }
}
