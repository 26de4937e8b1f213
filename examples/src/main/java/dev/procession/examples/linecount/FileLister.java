package dev.procession.examples.linecount;

import dev.procession.examples.linecount.Input.RegularFile;
import dev.procession.examples.linecount.Input.Stream;
import dev.procession.examples.linecount.Input.Unlisted;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/**
 * Lists what the arguments name, lazily: a file as itself, a folder as all regular files below it, in the order of the
 * bytes of their paths. Links are followed where an argument names them and passed over inside folders.
 *
 * <p>Holds the names in the folders between an argument and the current file, no others.
 */
final class FileLister implements Iterator<Input> {
    private final Iterator<String> arguments;
    private final Deque<Folder> folders = new ArrayDeque<>();
    private final Deque<Input> found = new ArrayDeque<>();

    FileLister(List<String> arguments) {
        this.arguments = arguments.iterator();
    }

    @Override
    public boolean hasNext() {
        while (found.isEmpty()) {
            if (!folders.isEmpty()) {
                proceed(folders.element());
            } else if (arguments.hasNext()) {
                take(arguments.next());
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public Input next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return found.remove();
    }

    private void take(String argument) {
        RawName name = RawName.ofArgument(argument);
        try {
            if (argument.equals("-")) {
                found.add(new Stream(name, sizeOf(Path.of("/dev/stdin")), FileLister::countStandardInput));
            } else if (argument.isEmpty()) {
                found.add(new Unlisted(name, RangeResult.failed("a path cannot be empty"), false));
            } else {
                take(name, Path.of(argument));
            }
        } catch (InvalidPathException e) {
            found.add(new Unlisted(name, RangeResult.failed(e.getReason()), false));
        } catch (IOException e) {
            found.add(new Unlisted(name, RangeResult.failed(e), false));
        }
    }

    private void take(RawName name, Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            open(name.asFolder(), path.toRealPath().toUri().toString());
        } else if (attributes.isRegularFile() && isOpenToAll(path)) {
            found.add(new RegularFile(name, path.toRealPath().toUri().toString(), attributes.size()));
        } else {
            found.add(new Stream(name, sizeOf(path), sniff -> countOnce(path, sniff)));
        }
    }

    /** Not if it is a name for a descriptor of this process, as /dev/stdin is, of a file that has been deleted. */
    private static boolean isOpenToAll(Path path) {
        try {
            return Files.isSameFile(path, path.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private static OptionalLong sizeOf(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static RangeResult countOnce(Path path, boolean sniff) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            return RangeCounter.count(channel, Long.MAX_VALUE, sniff);
        }
    }

    /** Leaves it open: it may be named twice, and is at its end then. */
    private static RangeResult countStandardInput(boolean sniff) throws IOException {
        return RangeCounter.count(Channels.newChannel(System.in), Long.MAX_VALUE, sniff);
    }

    private void proceed(Folder folder) {
        if (!folder.entries().hasNext()) {
            folders.remove();
            return;
        }
        Entry entry = folder.entries().next();
        RawName name = entry.name().in(folder.name());
        String uri = folder.uri() + entry.name().encoded();
        if (entry.name().isFolder()) {
            open(name, uri);
        } else {
            found.add(new RegularFile(name, uri, entry.length()));
        }
    }

    private void open(RawName name, String uri) {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(Path.of(URI.create(uri)))) {
            for (Path path : stream) {
                examine(path, name, entries);
            }
        } catch (DirectoryIteratorException e) {
            found.add(new Unlisted(name, RangeResult.failed(String.valueOf(e.getMessage())), true));
        } catch (IOException e) {
            found.add(new Unlisted(name, RangeResult.failed(e), true));
        }
        entries.sort(Comparator.comparing(Entry::name));
        folders.push(new Folder(name, uri, entries.iterator()));
    }

    private void examine(Path path, RawName folder, List<Entry> entries) {
        RawName name = RawName.ofLastPart(path);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                entries.add(new Entry(name.asFolder(), 0));
            } else if (attributes.isRegularFile()) {
                entries.add(new Entry(name, attributes.size()));
            }
        } catch (IOException e) {
            found.add(new Unlisted(name.in(folder), RangeResult.failed(e), false));
        }
    }

    /** With their slash, folders sort among their neighbours so that a walk gives whole paths in order. */
    private record Entry(RawName name, long length) {}

    private record Folder(RawName name, String uri, Iterator<Entry> entries) {}
}
