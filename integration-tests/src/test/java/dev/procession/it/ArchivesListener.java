package dev.procession.it;

import dev.procession.core.channel.TransportProvider;
import dev.procession.pool.StartupArchive;
import java.util.ServiceLoader;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Has start-up archives made before the first test, for tests start workers by the thousand. */
public final class ArchivesListener implements LauncherSessionListener {
    private static final String VARIABLE = "PROCESSION_ARCHIVE";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        String folder = System.getenv(VARIABLE);
        if (folder != null && !folder.equals("off")) {
            ServiceLoader.load(TransportProvider.class).forEach(ArchivesListener::prepare);
        }
    }

    private static void prepare(TransportProvider provider) {
        if (provider.unavailableBecause().isPresent()) {
            return;
        }
        try {
            StartupArchive archive = StartupArchive.prepare(provider.name());
            System.out.println(provider.name() + ": " + archive);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
