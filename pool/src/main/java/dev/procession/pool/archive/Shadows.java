package dev.procession.pool.archive;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Finds classes that would be found in another place when the archived jars move to the head of the class path: those that
 * stand in one of these jars and in a jar or folder that stood before it.
 */
final class Shadows {
    private static final String CLASS = ".class";

    private final List<Path> archived;
    private final Set<String> packages;

    /**
     * For the jars of one archive.
     *
     * @param archived the jars
     * @param packages which packages they hold, as folders
     */
    Shadows(List<Path> archived, Set<String> packages) {
        this.archived = archived;
        this.packages = packages;
    }

    /** The entries that stand before some archived jar now, and behind all of them afterwards. */
    static List<Path> overtaken(List<Path> classPath, List<Path> archived) {
        Set<Path> moving = new HashSet<>(archived);
        List<Path> overtaken = new ArrayList<>();
        int left = moving.size();
        for (Path entry : classPath) {
            if (left == 0) {
                break;
            }
            if (moving.contains(entry)) {
                left--;
            } else {
                overtaken.add(entry);
            }
        }
        return overtaken;
    }

    /** The packages of some jars, as folders. */
    static Set<String> packages(List<Path> jars) throws IOException {
        Set<String> packages = new HashSet<>();
        for (Path jar : jars) {
            classes(jar).forEach(name -> packages.add(name.substring(0, name.lastIndexOf('/'))));
        }
        return packages;
    }

    /** Names the classes in the jar, with slashes; those in no package are none of ours, nor a library's. */
    private static List<String> classes(Path jar) throws IOException {
        return names(jar).stream()
                .filter(name -> name.endsWith(CLASS) && name.indexOf('/') > 0 && !name.startsWith("META-INF/"))
                .toList();
    }

    /** A class path may name files that are no jars; the JVM finds nothing in them. */
    private static List<String> names(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().<String>map(ZipEntry::getName).toList();
        } catch (ZipException noJar) {
            return List.of();
        }
    }

    /** A class that stands both in the entry and in an archived jar; empty if there is none. */
    String in(Path entry) throws IOException {
        List<String> suspects =
                Files.isDirectory(entry) ? inFolder(entry) : Files.exists(entry) ? inJar(entry) : List.of();
        if (!suspects.isEmpty()) {
            for (Path jar : archived) {
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    for (String suspect : suspects) {
                        if (zip.getEntry(suspect) != null) {
                            return suspect;
                        }
                    }
                }
            }
        }
        return "";
    }

    private List<String> inJar(Path jar) throws IOException {
        return classes(jar).stream()
                .filter(name -> packages.contains(name.substring(0, name.lastIndexOf('/'))))
                .toList();
    }

    /** Looks into no more folders than it must: most programs have none of these packages, and few of those above. */
    private List<String> inFolder(Path folder) throws IOException {
        List<String> suspects = new ArrayList<>();
        Set<String> absent = new HashSet<>();
        for (String name : packages) {
            if (isThere(folder, name, absent)) {
                collect(folder.resolve(name), name, suspects);
            }
        }
        return suspects;
    }

    private static boolean isThere(Path folder, String name, Set<String> absent) {
        for (int end = name.indexOf('/'); ; end = name.indexOf('/', end + 1)) {
            String upper = end < 0 ? name : name.substring(0, end);
            if (absent.contains(upper)) {
                return false;
            }
            if (!Files.isDirectory(folder.resolve(upper))) {
                absent.add(upper);
                return false;
            }
            if (end < 0) {
                return true;
            }
        }
    }

    private static void collect(Path folder, String name, List<String> suspects) throws IOException {
        try (DirectoryStream<Path> classes = Files.newDirectoryStream(folder, "*" + CLASS)) {
            for (Path file : classes) {
                suspects.add(name + "/" + file.getFileName());
            }
        }
    }

    /** Whether a jar holds native libraries and no classes: loaded from, though no class ever comes from it. */
    static boolean isNative(Path jar) throws IOException {
        return names(jar).stream().anyMatch(name -> name.startsWith("META-INF/native/"))
                && classes(jar).isEmpty();
    }
}
