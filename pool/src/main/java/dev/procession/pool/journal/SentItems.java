package dev.procession.pool.journal;

import dev.procession.core.codec.ByteSource;
import dev.procession.pool.protocol.ControlFrame;
import dev.procession.pool.protocol.FrameSeal;
import dev.procession.pool.protocol.MessageKind;
import dev.procession.pool.protocol.RunHead;
import dev.procession.pool.protocol.Shape;
import dev.procession.pool.protocol.TasksReader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items that a worker was sent, one after the other, as the TASKS frames number them. */
final class SentItems {
    private final FrameSource frames;
    private final Map<Integer, String> functions = new HashMap<>();
    private final Deque<Run> runs = new ArrayDeque<>();
    private long number;

    SentItems(FrameSource frames) {
        this.frames = frames;
    }

    /** Items of one function; those that were taken are cut off. */
    private static final class Run {
        private final String function;
        private final Shape shape;
        private final ByteSource arguments;
        private int left;

        Run(String function, Shape shape, int items, ByteSource arguments) {
            this.function = function;
            this.shape = shape;
            this.arguments = arguments;
            left = items;
        }
    }

    /**
     * One item.
     *
     * @param number its number
     * @param function what was to be called
     * @param arguments as text
     */
    record Sent(long number, String function, String arguments) {}

    /** The next item; null if there is none any more. */
    @Nullable
    Sent next() {
        while (runs.isEmpty()) {
            ByteBuffer bytes = frames.next();
            if (bytes == null) {
                return null;
            }
            ControlFrame frame = ControlFrame.read(FrameSeal.strip(bytes));
            if (frame.kind() == MessageKind.TASKS) {
                TasksReader.read(frame, new Taking());
            }
        }
        Run run = runs.element();
        StringBuilder arguments = new StringBuilder();
        for (int i = 0; i < run.shape.arguments(); i++) {
            arguments.append(i == 0 ? "" : ", ").append(ValueText.read(run.arguments));
        }
        if (--run.left == 0) {
            runs.remove();
        }
        return new Sent(++number, run.function, arguments.toString());
    }

    /** Takes the parts of one frame. */
    private final class Taking implements TasksReader.Visitor {
        @Override
        public void definition(int slot, ByteBuffer function, boolean capturesNothing, String description) {
            functions.put(slot, description);
        }

        @Override
        public void run(RunHead head, ByteBuffer arguments) {
            if (head.items() > 0) {
                String function =
                        functions.getOrDefault(head.slot(), "a function that was sent before this journal begins");
                runs.add(new Run(function, head.shape(), head.items(), new ByteSource(arguments)));
            }
        }

        @Override
        public void received(long item) {
            // How far answers have come is seen in the answers.
        }
    }
}
