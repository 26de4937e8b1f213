package dev.procession.examples.journal;

import dev.procession.core.error.ProcessionException;
import dev.procession.pool.journal.Conversation;
import dev.procession.pool.journal.JournalEntry;
import dev.procession.transport.mmap.Journal;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code procession journal}: prints what the workers of a pool were sent and answered, one item a line, from the folder that
 * the pool's {@code MmapTransport} kept.
 *
 * <p>Exit codes: 0 all printed, 1 a worker's journal could not be read to its end, 2 the command line was not understood.
 */
@Command(
        name = "journal",
        description = {
            "Prints what the workers of a pool were sent and answered, one item a line.",
            "The pool has to have kept it: new MmapTransport().keepJournal(FOLDER), or -Dprocession.mmap.journal=FOLDER."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 all printed, 1 a worker's journal could not be read to its end, 2 the command line was not"
                    + " understood."
        })
public final class PrintJournal implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FOLDER", description = "The journal, or one worker's folder in it.")
    private Path folder = Path.of("");

    /** Made by the command line. */
    public PrintJournal() {}

    @Override
    public Integer call() throws IOException {
        List<Path> channels = channels();
        boolean readable = true;
        try (Writer out = new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), Charset.defaultCharset()))) {
            for (Path channel : channels) {
                out.write("# " + channel.getFileName() + System.lineSeparator());
                readable &= print(channel, out);
                out.flush();
            }
        } catch (IOException e) {
            // The reader has seen enough, as head(1) does.
            if (!"Broken pipe".equals(e.getMessage())) {
                throw new IOException("write error: " + e.getMessage(), e);
            }
        }
        return readable ? 0 : 1;
    }

    private List<Path> channels() {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), folder + " is no folder");
        }
        try {
            List<Path> channels = Journal.channels(folder);
            if (channels.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        folder + " holds no journal: a pool keeps one with new MmapTransport().keepJournal(FOLDER)"
                                + " or -Dprocession.mmap.journal=FOLDER");
            }
            return channels;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** False if it could not be read to its end. */
    private boolean print(Path channel, Writer out) throws IOException {
        try (Journal journal = Journal.open(channel)) {
            Conversation conversation = new Conversation(journal::nextSent, journal::nextAnswered);
            JournalEntry entry = conversation.next();
            while (entry != null) {
                out.write(entry + System.lineSeparator());
                entry = conversation.next();
            }
            return true;
        } catch (UncheckedIOException | ProcessionException e) {
            out.flush();
            spec.commandLine().getErr().println("procession journal: " + channel + ": " + e.getMessage());
            return false;
        }
    }
}
