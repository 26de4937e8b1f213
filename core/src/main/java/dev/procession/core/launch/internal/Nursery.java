package dev.procession.core.launch.internal;

import dev.procession.core.ExitStatus;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.SpawnGuard;
import dev.procession.core.launch.internal.command.ChildCommand;
import dev.procession.core.launch.internal.command.ChildEnvironment;
import dev.procession.core.launch.internal.input.InputPipe;
import dev.procession.core.launch.internal.link.ParentLink;
import dev.procession.core.launch.internal.supervise.ControlGroup;
import dev.procession.core.launch.internal.supervise.Marked;
import dev.procession.core.launch.internal.supervise.Run;
import dev.procession.core.launch.internal.supervise.RunFolder;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Brings children into the world and clears up after each: files, supervisor, descendants. */
public final class Nursery implements LocalChild.Aftermath {
    private static final Duration TERM_GRACE = Duration.ofMillis(500);
    private static final Duration KILL_GRACE = Duration.ofMillis(500);
    private static final Path NOTHING = Path.of("/dev/null");

    private static final int SIGKILL = 9;

    private final Run run;
    private final MemoryKills memoryKills = new MemoryKills(ControlGroup.OWN::memoryKills);
    private final Map<LocalChild, Birth> alive = new ConcurrentHashMap<>();

    /** What belongs to one child besides its process. */
    private record Birth(
            int number,
            String cookie,
            Path argumentFile,
            Path payloadFile,
            Path wordFile,
            @Nullable InputPipe input,
            MemoryKills.Claim memoryKill) {
        /** What the child opens as its standard input. */
        Path inputFile(ChildSpec spec) {
            return input == null ? spec.input().file().orElse(NOTHING) : input.file();
        }
    }

    /**
     * A nursery.
     *
     * @param run the folder and the supervisor
     */
    public Nursery(Run run) {
        this.run = run;
    }

    /** Ends all children at this JVM's shutdown: asks, waits a moment, kills, waits a moment. Then ends the run. */
    public void shutDown() {
        run.refuse();
        List<LocalChild> children = children();
        children.forEach(LocalChild::terminate);
        awaitAll(children, TERM_GRACE);
        children.forEach(LocalChild::kill);
        awaitAll(children, KILL_GRACE);
        children.forEach(this::killDescendants);
        run.shutDown();
    }

    private static void awaitAll(List<LocalChild> children, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (LocalChild child : children) {
                child.awaitExit(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts a child.
     *
     * @param spec what to start
     * @param link its link, reserved for it
     * @return the running child
     */
    public LocalChild launch(ChildSpec spec, ParentLink link) {
        return launch(spec, link, LocalChild.Kind.CHILD);
    }

    /**
     * Starts a JVM that waits to be told what it runs. It is a daemon, and killed when it is asked to end.
     *
     * @param spec what its JVM is to be like; its program and payload are left aside
     * @return the spare
     */
    public LocalChild launchSpare(ChildSpec spec) {
        ParentLink link = new ParentLink();
        link.use();
        return launch(spec, link, LocalChild.Kind.SPARE);
    }

    /**
     * Tells a spare what it is.
     *
     * @param spare from {@link #launchSpare}, told nothing before
     * @param spec what it is to be; its JVM fits
     * @return false if the spare has ended
     */
    public boolean adopt(LocalChild spare, ChildSpec spec) {
        Birth birth = alive.get(spare);
        if (birth == null || !spare.isAlive()) {
            return false;
        }
        try {
            byte[] ticket = ticket(spec, birth, new byte[0]);
            spare.become(spec);
            return spare.tell(ticket);
        } catch (IOException e) {
            throw new LaunchException(
                    ErrorCode.LAUNCH_FAILED, "The arguments of " + spec + " cannot be written: " + e.getMessage(), e);
        }
    }

    private LocalChild launch(ChildSpec spec, ParentLink link, LocalChild.Kind kind) {
        checkPlatform();
        SpawnGuard.check(spec.toString());
        run.hold();
        try {
            return start(spec, link, kind);
        } catch (RuntimeException | Error e) {
            run.release();
            throw e;
        }
    }

    private static void checkPlatform() {
        if (File.separatorChar == '\\') {
            throw new LaunchException("Procession starts child JVMs on Linux and macOS only, this is "
                    + System.getProperty("os.name") + ": run it there, in WSL or in a container, or use"
                    + " ProcessPool.builder().inProcess() for tests");
        }
    }

    private LocalChild start(ChildSpec spec, ParentLink link, LocalChild.Kind kind) {
        Birth birth = birth(spec);
        try {
            RunFolder.write(birth.argumentFile, ChildCommand.arguments(spec));
            byte[] ticket = kind == LocalChild.Kind.SPARE
                    ? Ticket.forSpare(run.pid(), ChildEnvironment.ownDepth() + 1)
                            .encode()
                    : ticket(spec, birth, link.secretIfAny());
            Process process = ChildCommand.build(spec, birth.argumentFile, birth.inputFile(spec), birth.cookie)
                    .start();
            OutputStream input = birth.input == null ? null : birth.input.writer();
            return lookAfter(new LocalChild(spec, process, link, input, kind, this), birth, process, ticket);
        } catch (IOException e) {
            delete(birth);
            throw new LaunchException(
                    ErrorCode.LAUNCH_FAILED, "The JVM of " + spec + " cannot be started: " + why(e), e);
        } catch (RuntimeException | Error e) {
            delete(birth);
            throw e;
        }
    }

    private static String why(IOException failure) {
        String said = failure.getMessage();
        return said != null && (said.contains("error=7,") || said.contains("error: 7 ")) // E2BIG, by Java 17 and 25
                ? said
                        + ". Its environment is too large: one variable may have 128 KiB on Linux, all together about 2 MiB."
                        + " Pass long values as arguments of the target instead"
                : String.valueOf(said);
    }

    private Birth birth(ChildSpec spec) {
        spec.input().file().ifPresent(Nursery::checkInput);
        int number = run.nextNumber();
        Path folder = run.folder();
        InputPipe input = spec.input().isPipe() ? InputPipe.make(folder.resolve(number + ".stdin")) : null;
        return new Birth(
                number,
                run.cookie(number),
                folder.resolve(number + ".args"),
                folder.resolve(number + ".payload"),
                folder.resolve(number + CurrentChild.WORD),
                input,
                memoryKills.claim());
    }

    private static void checkInput(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new LaunchException("The child's standard input " + file.toAbsolutePath()
                    + " is not a file that can be read: create it or name another");
        }
    }

    private LocalChild lookAfter(LocalChild child, Birth birth, Process process, byte[] ticket) {
        try {
            child.tell(ticket);
            child.attach();
            alive.put(child, birth);
            child.watch();
            return child;
        } catch (RuntimeException | Error e) {
            // No thread could be started for it: nobody would ever know of this child.
            alive.remove(child);
            process.destroyForcibly();
            throw e;
        }
    }

    private byte[] ticket(ChildSpec spec, Birth birth, byte[] secret) throws IOException {
        int depth = ChildEnvironment.ownDepth() + 1;
        byte[] payload = spec.payload();
        String arguments = birth.argumentFile.toString();
        byte[] ticket =
                new Ticket(spec.program(), spec.name(), arguments, run.pid(), depth, secret, payload, "").encode();
        if (Ticket.fits(ticket)) {
            return ticket;
        }
        RunFolder.write(birth.payloadFile, payload);
        String file = birth.payloadFile.toString();
        return new Ticket(spec.program(), spec.name(), arguments, run.pid(), depth, secret, new byte[0], file).encode();
    }

    @Override
    public void started(LocalChild child) {
        Birth birth = alive.get(child);
        if (birth != null) {
            run.childStarted(child.pid(), birth.number);
        }
    }

    /** It deletes its argument file before it runs its program. */
    @Override
    public boolean isStarting(LocalChild child) {
        Birth birth = alive.get(child);
        return birth != null && Files.exists(birth.argumentFile);
    }

    @Override
    public LocalChild.Notes notes(LocalChild child, ExitStatus status) {
        Birth birth = alive.get(child);
        if (birth == null) {
            return new LocalChild.Notes(true, null, false);
        }
        boolean forMemory = status.signal().orElse(0) == SIGKILL && birth.memoryKill.isGranted();
        return new LocalChild.Notes(!Files.exists(birth.argumentFile), word(birth.wordFile), forMemory);
    }

    private static @Nullable String word(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : null;
        } catch (IOException e) {
            return null; // cut short: what it printed has to do
        }
    }

    @Override
    public void killDescendants(LocalChild child) {
        Birth birth = alive.get(child);
        if (birth != null) {
            Marked.kill(birth.cookie);
        }
    }

    @Override
    public void ended(LocalChild child) {
        Birth birth = alive.remove(child);
        if (birth != null) {
            delete(birth);
            deleteSockets(birth);
            run.childEnded(child.pid());
            run.release();
        }
    }

    private static void delete(Birth birth) {
        RunFolder.delete(birth.argumentFile);
        RunFolder.delete(birth.payloadFile);
        RunFolder.delete(birth.wordFile);
        if (birth.input != null) {
            birth.input.release();
        }
    }

    /** Where a child waited for others, if it was killed: see {@link CurrentChild#filePrefix}. */
    private void deleteSockets(Birth birth) {
        File[] sockets = Objects.requireNonNull(birth.argumentFile.getParent())
                .toFile()
                .listFiles((folder, name) -> name.startsWith(birth.number + "-") && name.endsWith(".sock"));
        for (File socket : sockets == null ? new File[0] : sockets) {
            RunFolder.delete(socket.toPath());
        }
    }

    /**
     * The children that have not ended, or whose aftermath is not over.
     *
     * @return the children in no order
     */
    public List<LocalChild> children() {
        return new ArrayList<>(alive.keySet());
    }
}
