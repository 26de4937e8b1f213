package dev.procession.testkit;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import java.io.Closeable;
import java.io.IOException;

/**
 * A child's end made by hand, beneath the transport: with it the contract sends what no healthy peer sends. Whoever writes
 * a transport provides one if the transport carries bytes that something else could send, or tear.
 */
public interface RawPeer {
    /**
     * Connects as the child would, up to the point where frames may be sent. Called on a thread of its own while the
     * parent accepts.
     *
     * @param address from the parent's acceptor
     * @param options the limits
     * @param link the child's end of the link
     * @return bare hands
     * @throws IOException if it cannot connect
     */
    End connect(String address, ChannelOptions options, LaunchLink link) throws IOException;

    /** Bare hands. Closing them is the peer's death, at this very byte. */
    interface End extends Closeable {
        /**
         * Sends a whole frame.
         *
         * @param content its bytes
         * @throws IOException if it cannot be sent
         */
        void sendFrame(byte[] content) throws IOException;

        /**
         * Sends the beginning of a frame and not its end.
         *
         * @throws IOException if it cannot be sent
         */
        void sendTornFrame() throws IOException;

        /**
         * Sends bytes that cannot be a frame.
         *
         * @throws IOException if they cannot be sent
         */
        void sendGarbage() throws IOException;
    }
}
