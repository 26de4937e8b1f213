package dev.procession.core.launch.internal.classes;

import dev.procession.core.channel.LaunchLink;
import dev.procession.core.classes.ClassAnswer;
import dev.procession.core.classes.ClassSource;
import dev.procession.core.launch.ChildHandle;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The parent's end: answers one child's questions until the child ends. */
public final class ClassDesk {
    private final LaunchLink.Streams streams;
    private final ClassSource source;

    private ClassDesk(LaunchLink.Streams streams, ClassSource source) {
        this.streams = streams;
        this.source = source;
    }

    /**
     * Takes the link's streams and starts the thread.
     *
     * @param child whose link nobody uses
     * @param source knows the classes
     */
    public static void open(ChildHandle child, ClassSource source) {
        ClassDesk desk = new ClassDesk(child.link().takeStreams(), source);
        Thread thread = new Thread(desk::answer, "procession-classes-" + child.pid());
        thread.setDaemon(true);
        thread.start();
    }

    private void answer() {
        // Closed whatever ends it: a child that waits for an answer must not wait for ever.
        try (DataInputStream in = new DataInputStream(streams.in());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(streams.out()))) {
            while (true) {
                write(source.find(in.readUTF()), out);
                out.flush();
            }
        } catch (IOException ended) {
            // The child is gone.
        }
    }

    private static void write(ClassAnswer answer, DataOutputStream out) throws IOException {
        byte[] bytes = answer.bytes().orElse(null);
        if (bytes == null) {
            out.writeInt(ClassQuestions.NOT_GIVEN);
            out.writeUTF(answer.problem());
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }
}
