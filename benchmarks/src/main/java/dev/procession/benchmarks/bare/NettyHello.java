package dev.procession.benchmarks.bare;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The first message of a child over Netty, by a Unix-domain socket, with nothing around it. */
final class NettyHello {
    private NettyHello() {}

    private static EventLoopGroup loop() {
        return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    /** Starts the child and waits for its first message. */
    static void parent(Path socket, Medium.Launch launch) throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        new ServerBootstrap()
                .group(loop())
                .channel(NioServerDomainSocketChannel.class)
                .childHandler(new SimpleChannelInboundHandler<ByteBuf>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
                        heard.countDown();
                    }
                })
                .bind(UnixDomainSocketAddress.of(socket))
                .sync();
        launch.start();
        heard.await();
    }

    /** Sends the first message. */
    static void child(Path socket) throws Exception {
        new Bootstrap()
                .group(loop())
                .channel(NioDomainSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(UnixDomainSocketAddress.of(socket))
                .sync()
                .channel()
                .writeAndFlush(Unpooled.wrappedBuffer(new byte[Wire.MESSAGE_BYTES]))
                .sync();
    }
}
