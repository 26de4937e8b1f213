package dev.procession.pool.protocol;

import dev.procession.core.channel.LaunchLink;

/**
 * Stands for the launch link of a worker that was started by hand: nothing but the secret of its invitation.
 *
 * @param invitation whose secret it is
 */
public record JoinLink(Invitation invitation) implements LaunchLink {
    @Override
    public boolean present() {
        return false;
    }

    @Override
    public Doorbell doorbell() {
        throw absent();
    }

    @Override
    public Streams takeStreams() {
        throw absent();
    }

    @Override
    public byte[] secret() {
        return invitation.secret().clone();
    }

    private static IllegalStateException absent() {
        return new IllegalStateException("a worker that was started by hand has no launch link: see present()");
    }
}
