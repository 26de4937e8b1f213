package dev.procession.pool.parent;

import dev.procession.core.classes.ClassAnswer;
import dev.procession.core.classes.ClassSource;
import dev.procession.pool.protocol.ClassMessages;
import dev.procession.pool.protocol.Protocol;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Answers a worker that lacks a class, on a callback thread: the loaders that are asked are the user's. */
final class ClassDesk {
    /** No compiler writes longer ones, and the frame has to hold it. */
    private static final int LONGEST_NAME = 1_024;

    private final ClassSource source;
    private final Executor threads;
    private final int mostBytes;

    ClassDesk(PoolEngine engine, int maxFrameBytes) {
        source = engine.packer().classes();
        threads = engine.threads().callbacks();
        mostBytes = maxFrameBytes - Protocol.FRAME_OVERHEAD_BYTES - 3 * LONGEST_NAME;
    }

    /** Finds the class and hands the answer over. */
    void answer(String name, Consumer<List<ByteBuffer>> reply) {
        threads.execute(() -> reply.accept(ClassMessages.give(new ClassMessages.Given(name, answer(name)))));
    }

    private ClassAnswer answer(String name) {
        ClassAnswer answer = name.length() > LONGEST_NAME ? ClassAnswer.unknown() : source.find(name);
        int bytes = answer.bytes().map(file -> file.length).orElse(0);
        return bytes <= mostBytes
                ? answer
                : ClassAnswer.refused("its class file has " + bytes + " bytes, a frame holds " + mostBytes
                        + "; raise it with ProcessPool.builder().maxFrameBytes(...)");
    }
}
