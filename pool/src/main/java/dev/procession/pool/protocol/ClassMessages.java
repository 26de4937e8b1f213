package dev.procession.pool.protocol;

import dev.procession.core.classes.ClassAnswer;
import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import java.nio.ByteBuffer;
import java.util.List;

/** The control messages by which a worker gets classes that are not on its class path. */
public final class ClassMessages {
    private static final int NAME = 1;
    private static final int PROBLEM = 2;

    private ClassMessages() {}

    /**
     * What a CLASS_GIVEN says.
     *
     * @param name the class's binary name
     * @param answer its class file, or why there is none
     */
    public record Given(String name, ClassAnswer answer) {}

    /**
     * Asks for a class.
     *
     * @param name its binary name
     * @return the frame
     */
    public static List<ByteBuffer> want(String name) {
        ByteSink body = new ByteSink(64);
        WireFields.text(body, NAME, name);
        return ControlFrame.write(MessageKind.CLASS_WANTED, body, List.of());
    }

    /**
     * Reads a CLASS_WANTED.
     *
     * @param frame such a frame
     * @return the name of the class
     */
    public static String wanted(ControlFrame frame) {
        return texts(frame)[NAME];
    }

    /**
     * Answers.
     *
     * @param given what is known of the class
     * @return the frame
     */
    public static List<ByteBuffer> give(Given given) {
        ByteSink body = new ByteSink(64);
        WireFields.text(body, NAME, given.name());
        WireFields.text(body, PROBLEM, given.answer().problem());
        List<ByteBuffer> file = given.answer()
                .bytes()
                .map(bytes -> List.of(ByteBuffer.wrap(bytes)))
                .orElse(List.of());
        return ControlFrame.write(MessageKind.CLASS_GIVEN, body, file);
    }

    /**
     * Reads a CLASS_GIVEN.
     *
     * @param frame such a frame
     * @return what it says; the class file is copied out of the frame
     */
    public static Given given(ControlFrame frame) {
        String[] texts = texts(frame);
        ByteSource payload = frame.payload();
        if (payload.remaining() > 0) {
            return new Given(texts[NAME], ClassAnswer.of(payload.readBytes(payload.remaining())));
        }
        boolean unknown = texts[PROBLEM].isEmpty();
        return new Given(texts[NAME], unknown ? ClassAnswer.unknown() : ClassAnswer.refused(texts[PROBLEM]));
    }

    private static String[] texts(ControlFrame frame) {
        String[] texts = {"", "", ""};
        ByteSource body = frame.body();
        while (body.remaining() > 0) {
            int key = body.readVarInt();
            int field = WireFields.fieldOf(key);
            if (field == NAME || field == PROBLEM) {
                texts[field] = WireFields.text(body);
            } else {
                WireFields.skip(body, key);
            }
        }
        return texts;
    }
}
