package dev.procession.pool.child;

import dev.procession.core.classes.ClassAnswer;
import dev.procession.core.classes.FetchingClassLoader;
import dev.procession.core.error.ChannelException;
import dev.procession.pool.protocol.ClassMessages;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the pool for classes that are not on this worker's class path, and waits for the answer. Thread-safe. */
final class ClassQuestions implements FetchingClassLoader.Fetcher {
    /** Compiling a source file, which the parent may have to do, takes seconds at the most. */
    private static final long LIMIT_SECONDS = 60;

    private final FrameSender sender;
    private final Map<String, Question> open = new HashMap<>();

    /** Several threads may wait for one class. */
    private static final class Question {
        private @Nullable ClassAnswer answer;
    }

    ClassQuestions(FrameSender sender) {
        this.sender = sender;
    }

    @Override
    public ClassAnswer fetch(String name) {
        Question mine = new Question();
        Question question;
        synchronized (open) {
            Question earlier = open.putIfAbsent(name, mine);
            question = earlier != null ? earlier : mine;
        }
        if (question == mine && !ask(name)) {
            answered(new ClassMessages.Given(name, ClassAnswer.unknown()));
        }
        return await(name, question);
    }

    /** Whether anybody can be asked: not any more when the channel is closed. */
    private boolean ask(String name) {
        try {
            sender.send(ClassMessages.want(name));
            return true;
        } catch (ChannelException closed) {
            return false;
        }
    }

    private ClassAnswer await(String name, Question question) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        boolean interrupted = false;
        ClassAnswer answer = null;
        synchronized (open) {
            long left = deadline - System.nanoTime();
            while (question.answer == null && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(open, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = deadline - System.nanoTime();
            }
            answer = question.answer;
            open.remove(name, question);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return answer != null
                ? answer
                : ClassAnswer.refused("the pool was asked for it and did not answer within " + LIMIT_SECONDS + " s");
    }

    /** On the transport's thread. */
    void answered(ClassMessages.Given given) {
        synchronized (open) {
            Question question = open.remove(given.name());
            if (question != null) {
                question.answer = given.answer();
                open.notifyAll();
            }
        }
    }
}
