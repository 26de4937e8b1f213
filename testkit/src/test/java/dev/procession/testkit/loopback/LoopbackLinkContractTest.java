package dev.procession.testkit.loopback;

import dev.procession.testkit.LaunchLinkContract;
import dev.procession.testkit.LaunchedPair;
import dev.procession.testkit.LeakGuard;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class LoopbackLinkContractTest extends LaunchLinkContract {
    @Override
    public LaunchedPair open() {
        return new LoopbackPair();
    }
}
