package dev.procession.examples.linecount;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Makes files and folders with odd names and odd text, the same ones for the same seed. No name has an apostrophe: where
 * one is followed by an unprintable end, older coreutils quote it wrongly.
 */
final class Tree {
    private static final List<String> NAMES = List.of(
            "plain",
            "with space",
            "new\nline",
            "\nfirst\n",
            "tab\there",
            "double\"quote",
            "back\\slash\n",
            "bell\007\n\033[31m",
            "-dash",
            "@at",
            "#hash",
            "percent%41",
            "question?",
            "*",
            "\303\251t\303\251",
            "\303\251\n\342\202\254",
            "nul\377byte",
            "cut\n\303",
            "cut\n\342\202x",
            "c1\n\302\205",
            "private\n\356\200\200",
            "wide\n\360\237\230\200",
            "surrogate\n\355\240\200",
            "separator\n\342\200\250",
            "a",
            "a.txt",
            "a-b",
            "aa",
            "a\001");

    private final Random random;

    Tree(long seed) {
        random = new Random(seed);
    }

    /** Fills a folder: files of all sorts, folders down to a depth. */
    void fill(Path folder, int depth) throws IOException {
        for (String name : NAMES) {
            Path path = child(folder, name);
            int kind = random.nextInt(depth > 0 ? 4 : 3);
            if (kind == 3) {
                Files.createDirectory(path);
                fill(path, depth - 1);
            } else if (kind > 0) {
                Files.write(path, text());
            }
        }
    }

    /** The path of a name whose chars are bytes. */
    static Path child(Path folder, String name) {
        return Path.of(URI.create(folder.toUri()
                + RawName.ofBytes(name.getBytes(StandardCharsets.ISO_8859_1)).encoded()));
    }

    byte[] text() {
        return switch (random.nextInt(7)) {
            case 0 -> new byte[0];
            case 1 -> "no newline at the end".getBytes(StandardCharsets.US_ASCII);
            case 2 -> "dos\r\n".repeat(random.nextInt(100)).getBytes(StandardCharsets.US_ASCII);
            case 3 -> "\n".repeat(random.nextInt(3000)).getBytes(StandardCharsets.US_ASCII);
            case 4 -> ("long ".repeat(random.nextInt(20_000)) + "\nx").getBytes(StandardCharsets.US_ASCII);
            default -> noise(random.nextInt(20_000));
        };
    }

    /** Any bytes but NUL, with newlines now and then. */
    byte[] noise(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = random.nextInt(40) == 0 ? (byte) '\n' : (byte) (1 + random.nextInt(255));
        }
        return bytes;
    }
}
