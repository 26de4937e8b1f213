package dev.procession.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;

/**
 * The child's side of the {@link Handshake} on one connection, on its thread. The frames of a quick parent may follow its
 * answer at once; they are passed on.
 */
final class ChildHandshake extends ChannelInboundHandlerAdapter {
    /** The one who listens there is not the parent: to come back would be of no use. */
    static final class WrongParent extends IOException {
        private static final long serialVersionUID = 1L;

        WrongParent(String message) {
            super(message);
        }
    }

    private final Cover cover;
    private final int maxFrameBytes;
    private final byte[] nonce = Handshake.nonce();
    private final byte[] greeting = new byte[Handshake.GREETING_BYTES];
    private final byte[] answer = new byte[Handshake.ANSWER_BYTES];
    private final CompletableFuture<SocketReader> done;
    private byte[] key = {};
    private int received;

    ChildHandshake(Cover cover, int maxFrameBytes, CompletableFuture<SocketReader> done) {
        this.cover = cover;
        this.maxFrameBytes = maxFrameBytes;
        this.done = done;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws SSLException {
        ByteBuf bytes = (ByteBuf) message;
        boolean passedOn = false;
        try {
            if (received < greeting.length) {
                readGreeting(context, bytes);
            }
            if (received >= greeting.length && !done.isDone()) {
                passedOn = readAnswer(context, bytes);
            }
        } finally {
            if (!passedOn) {
                bytes.release();
            }
        }
    }

    private void readGreeting(ChannelHandlerContext context, ByteBuf bytes) throws SSLException {
        take(bytes, greeting, received);
        if (!Handshake.begins(greeting, received)) {
            fail(context, new WrongParent("what it sent does not begin like a Procession parent of this version"));
        } else if (received == greeting.length) {
            key = cover.key(context.channel());
            context.writeAndFlush(Unpooled.wrappedBuffer(Handshake.claim(key, greeting, nonce)));
        }
    }

    /** True if the rest of the bytes went to the reader of frames. */
    private boolean readAnswer(ChannelHandlerContext context, ByteBuf bytes) {
        take(bytes, answer, received - greeting.length);
        if (received < greeting.length + answer.length) {
            return false;
        }
        if (!Handshake.isGood(answer, key, greeting, nonce)) {
            fail(context, new WrongParent("it does not know the secret of this launch, or somebody stands between"));
            return false;
        }
        Channel channel = context.channel();
        channel.config().setAutoRead(false);
        SocketReader reader = new SocketReader(channel, maxFrameBytes);
        reader.take(bytes);
        context.pipeline().replace(this, null, reader);
        if (!done.complete(reader)) {
            Cover.close(channel);
        }
        return true;
    }

    private void take(ByteBuf bytes, byte[] target, int at) {
        int count = Math.min(bytes.readableBytes(), target.length - at);
        bytes.readBytes(target, at, count);
        received += count;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, new IOException("the connection was closed before the parent had proved itself"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        WrongParent refusal = TlsRefusal.of(cause);
        fail(context, refusal != null ? refusal : cause);
    }

    private void fail(ChannelHandlerContext context, Throwable cause) {
        done.completeExceptionally(cause);
        Cover.close(context.channel());
    }
}
