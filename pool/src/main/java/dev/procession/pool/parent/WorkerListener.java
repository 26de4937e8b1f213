package dev.procession.pool.parent;

import dev.procession.core.channel.ChannelListener;
import dev.procession.core.codec.Codecs;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ProtocolException;
import dev.procession.pool.protocol.ClassMessages;
import dev.procession.pool.protocol.ControlFrame;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.ResultsHead;
import dev.procession.pool.protocol.ControlMessages.Stack;
import dev.procession.pool.protocol.FrameSeal;
import dev.procession.pool.protocol.Hello;
import java.nio.ByteBuffer;

/** Hears what one worker says and hands it to whom it concerns, on the transport's thread. */
final class WorkerListener implements ChannelListener {
    private final WorkerLink link;
    private final Hello own;
    private final Codecs codecs;
    private final Dispatcher dispatcher;
    private final CompletionQueue completions;
    private final ClassDesk classes;
    private final FrameSeal.Reader unsealing = new FrameSeal.Reader();

    WorkerListener(WorkerLink link, Hello own, PoolEngine engine) {
        this.link = link;
        this.own = own;
        codecs = engine.codecs();
        dispatcher = engine.dispatcher();
        completions = engine.completions();
        classes = new ClassDesk(engine, own.maxFrameBytes());
    }

    @Override
    public void frame(ByteBuffer frame) {
        ControlFrame control = ControlFrame.read(unsealing.open(frame));
        link.signs().hear();
        switch (control.kind()) {
            case HELLO -> hello(Hello.read(control));
            case RESULTS -> results(control);
            case BODY -> body(control);
            case STACK -> stack(ControlMessages.stack(control));
            case PROGRESS -> progress(control);
            case BYE, PING -> {}
            case CLASS_WANTED -> classes.answer(ClassMessages.wanted(control), link.sender()::send);
            case TASKS, ACK, CANCEL, GRANT, SHUTDOWN, CLASS_GIVEN ->
                throw new ProtocolException("a worker sent " + control.kind() + ", which only the parent sends");
        }
    }

    private void hello(Hello peer) {
        own.checkAgainst(peer);
        link.hello().complete(peer);
    }

    private void results(ControlFrame control) {
        int bytes = control.payload().remaining();
        ResultsHead head = ControlMessages.resultsHead(control);
        if (head.last()) {
            dispatcher.leave(link); // before anybody knows that it has nothing to do
        }
        long wanted = link.router().route(head, control.payload());
        completions.kick();
        link.receipts().owe(bytes);
        if (wanted != 0) {
            link.sender().sendLater(ControlMessages.grant(wanted));
        }
        dispatcher.dispatch();
        link.sender().flush();
        link.receipts().sendIfDue();
        link.progressed();
    }

    private void body(ControlFrame control) {
        link.router().routeBody(ControlMessages.number(control), control.payload());
        completions.kick();
        link.receipts().send();
        dispatcher.dispatch();
        link.sender().flush();
        link.progressed();
    }

    private void progress(ControlFrame control) {
        InFlight.Item item = link.inFlight().findUnsettled(ControlMessages.number(control));
        if (item != null) {
            PendingTask task = item.task();
            ByteBuffer value = control.payload().slice(control.payload().remaining());
            task.sink()
                    .reported(
                            task.index(item.position()),
                            new EncodedOutcome(value, codecs, task.function(), link.worker()));
        }
    }

    private void stack(Stack stack) {
        link.orders().answered(stack);
        completions.kick();
    }

    @Override
    public void arriving() {
        link.signs().arriving();
    }

    @Override
    public void writable() {
        link.sender().flush();
    }

    @Override
    public void peerClosed() {
        link.ended().complete("its connection ended");
    }

    @Override
    public void failed(Throwable cause) {
        link.fail(reason(cause));
    }

    private static String reason(Throwable cause) {
        try {
            Throwable why = cause instanceof OutOfMemoryError memory ? ChannelException.noMemory(memory) : cause;
            return "its channel failed: " + why.getMessage();
        } catch (OutOfMemoryError e) {
            return "its channel failed, and there was no memory to say why";
        }
    }
}
