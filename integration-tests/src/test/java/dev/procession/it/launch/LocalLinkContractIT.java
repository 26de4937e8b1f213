package dev.procession.it.launch;

import dev.procession.testkit.LaunchLinkContract;
import dev.procession.testkit.LaunchedPair;
import dev.procession.testkit.LeakGuard;
import org.junit.jupiter.api.extension.ExtendWith;

/** The rules of launch links, kept between this JVM and children that the local launcher started. */
@ExtendWith(LeakGuard.class)
class LocalLinkContractIT extends LaunchLinkContract {
    @Override
    public LaunchedPair open() {
        return new LocalPair();
    }
}
