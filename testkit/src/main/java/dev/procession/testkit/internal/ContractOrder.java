package dev.procession.testkit.internal;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.testkit.internal.ContractChild.Behaviour;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a {@link ContractChild} is told, a line each.
 *
 * @param behaviour what it does
 * @param provider the class of its transport
 * @param address where it connects to
 * @param options the limits
 */
public record ContractOrder(Behaviour behaviour, String provider, String address, ChannelOptions options) {
    /**
     * As a payload.
     *
     * @return the bytes
     */
    public byte[] write() {
        String limits = options.maxFrameBytes() + "\n" + options.maxQueuedBytes();
        return String.join("\n", behaviour.name(), provider, address, limits).getBytes(StandardCharsets.UTF_8);
    }

    static ContractOrder read(byte[] payload) {
        String[] lines = new String(payload, StandardCharsets.UTF_8).split("\n", -1);
        ChannelOptions options =
                new ChannelOptions(Integer.parseInt(lines[3]), Integer.parseInt(lines[4]), Duration.ZERO);
        return new ContractOrder(Behaviour.valueOf(lines[0]), lines[1], lines[2], options);
    }
}
