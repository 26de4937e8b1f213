package dev.procession.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The parent's side of the {@link Handshake} with one stranger, on the thread of his connection. Whoever sends a wrong byte,
 * one too many, or not all of them in time, is sent away without a word.
 */
final class ParentHandshake extends ChannelInboundHandlerAdapter {
    private final Cover cover;
    private final Strangers strangers;
    private final int maxFrameBytes;
    private final byte[] nonce = Handshake.nonce();
    private final byte[] claim = new byte[Handshake.CLAIM_BYTES];
    private int received;
    private boolean over;
    private @Nullable Future<?> limit;

    ParentHandshake(Cover cover, Strangers strangers, int maxFrameBytes) {
        this.cover = cover;
        this.strangers = strangers;
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel stranger = context.channel();
        strangers.came(stranger);
        limit = context.executor().schedule(() -> refuse(stranger), cover.limitMillis(), TimeUnit.MILLISECONDS);
        context.writeAndFlush(Unpooled.wrappedBuffer(Handshake.greeting(nonce)));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws SSLException {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!over) {
                read(context, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf bytes) throws SSLException {
        int count = bytes.readableBytes();
        if (count > claim.length - received) {
            refuse(context.channel());
            return;
        }
        bytes.readBytes(claim, received, count);
        received += count;
        if (!Handshake.begins(claim, received)) {
            refuse(context.channel());
        } else if (received == claim.length) {
            judge(context);
        }
    }

    private void judge(ChannelHandlerContext context) throws SSLException {
        Channel stranger = context.channel();
        byte[] key = cover.key(stranger);
        if (!Handshake.isGood(claim, key, nonce)) {
            refuse(stranger);
            return;
        }
        end();
        stranger.config().setAutoRead(false);
        context.writeAndFlush(Unpooled.wrappedBuffer(Handshake.answer(key, nonce, claim)));
        SocketReader reader = new SocketReader(stranger, maxFrameBytes);
        context.pipeline().replace(this, null, reader);
        strangers.proved(reader);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end && !end.isSuccess()) {
            exceptionCaught(context, end.cause());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        strangers.left(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Exception refusal = TlsRefusal.of(cause);
        if (!over && refusal != null) {
            strangers.complain(String.valueOf(refusal.getMessage()));
        }
        refuse(context.channel());
    }

    private void refuse(Channel stranger) {
        if (!over) {
            end();
            strangers.refuse(stranger);
        }
    }

    private void end() {
        over = true;
        Future<?> timer = limit;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
