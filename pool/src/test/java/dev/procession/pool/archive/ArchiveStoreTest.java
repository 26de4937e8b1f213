package dev.procession.pool.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveStoreTest {
    @TempDir
    Path top;

    private Path folder;
    private Path user;
    private Path core;
    private Path library;
    private ArchiveStore store;
    private ArchiveKey key;

    @BeforeEach
    void anArchiveOfTwoJars() throws Exception {
        folder = Files.createDirectory(top.toRealPath().resolve("archives"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        user = jar("user.jar", "com/example/Main.class", "lib/Other.class");
        core = jar("core.jar", "own/Core.class");
        library = jar("library.jar", "lib/Library.class", "lib/deep/More.class");
        store = new ArchiveStore(folder);
        key = new ArchiveKey(top, "pipe", Set.of(core), ArchiveKey.digest("one"));
        install();
    }

    private Archive install() throws IOException {
        Path written = Files.writeString(store.unfinished(key), "an archive");
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
        List<Path> jars = List.of(core, library);
        ArchiveIndex index = new ArchiveIndex(
                top,
                Files.size(written),
                ArchiveStore.checksum(written),
                List.of(FileStamp.of(core), FileStamp.of(library)),
                Shadows.packages(jars),
                Set.of(FileStamp.of(user)));
        return store.install(key, written, index);
    }

    private Path jar(String name, String... entries) throws IOException {
        Path jar = top.toRealPath().resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.closeEntry();
            }
        }
        return jar;
    }

    private Archive found(Path... classPath) throws NoArchiveException {
        return store.find(key, List.of(classPath));
    }

    private void refused(String why, Path... classPath) {
        assertThatThrownBy(() -> found(classPath))
                .isInstanceOf(NoArchiveException.class)
                .hasMessageContaining(why);
    }

    @Test
    void isFoundWhereverItsJarsStandOnTheClassPath() throws Exception {
        Path classes = Files.createDirectories(top.resolve("classes/com/example"));
        assertThat(found(core, library).jars()).containsExactly(core, library);
        assertThat(found(library, user, core).jars()).containsExactly(core, library);
        assertThat(found(top.resolve("classes"), user, core, library).file()).hasParent(folder);
        assertThat(classes).exists();
    }

    @Test
    void isNotFoundForOtherJarsOrAnotherKey() {
        refused("made for other jars", core, user);
        key = new ArchiveKey(top, "pipe", Set.of(core), ArchiveKey.digest("another"));
        refused("there is none yet", core, library);
    }

    @Test
    void isNotUsedWhenAJarWasChanged() throws Exception {
        Files.setLastModifiedTime(library, FileTime.from(Instant.EPOCH));
        refused("older than its jars", core, library);
    }

    @Test
    void isNotUsedWhenAFolderBeforeAJarHasOneOfItsClasses() throws Exception {
        Path classes = top.resolve("classes");
        Files.createDirectories(classes.resolve("lib/deep"));
        Files.createFile(classes.resolve("lib/Another.class"));
        assertThat(found(classes, core, library).jars()).hasSize(2);
        Files.createFile(classes.resolve("lib/deep/More.class"));
        refused("has a lib/deep/More.class of its own", classes, core, library);
        assertThat(found(core, library, classes).jars()).hasSize(2);
    }

    @Test
    void isNotUsedWhenAJarBeforeAJarHasOneOfItsClasses() throws Exception {
        Path patch = jar("patch.jar", "lib/Library.class");
        refused("has a lib/Library.class of its own", core, patch, library);
        assertThat(found(core, library, patch).jars()).hasSize(2);
    }

    @Test
    void isNotUsedWhenDamaged() throws Exception {
        Path file = found(core, library).file();
        Files.writeString(file, "an archivX");
        refused("is damaged", core, library);
        Files.writeString(file, "an arch");
        refused("is damaged", core, library);
        Files.delete(file);
        refused("cannot be looked at", core, library);
    }

    @Test
    void isNotUsedWhenOthersMayWriteIt() throws Exception {
        Path file = found(core, library).file();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        refused("others may write it; run chmod go-w " + file, core, library);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx---rwx"));
        assertThatThrownBy(() -> new ArchiveStore(folder)).isInstanceOf(NoArchiveException.class);
    }

    @Test
    void aFolderWhoseNameIsNoPartOfAnOptionIsRefused() throws Exception {
        Path colon = Files.createDirectory(folder.resolve("a:b"));
        assertThatThrownBy(() -> new ArchiveStore(colon)).hasMessageContaining("colon");
    }

    @Test
    void anIndexThatIsCutOffIsNone() throws Exception {
        Path file = found(core, library).file();
        Path index = file.resolveSibling(file.getFileName().toString().replace(".jsa", ".index"));
        String text = Files.readString(index);
        Files.writeString(index, text.substring(0, text.length() / 2));
        refused("cannot be read", core, library);
    }

    @Test
    void clearingKeepsWhatIsCurrentAndWhatIsNotOurs() throws Exception {
        Path foreign = Files.createFile(folder.resolve("procession-of-others.jsa"));
        Path unfinished = Files.createFile(store.unfinished(key));
        Path lone = Files.createFile(folder.resolve("procession-" + key.name() + "-0.jsa"));
        store.clear();
        assertThat(found(core, library).file()).exists();
        assertThat(foreign).exists();
        assertThat(unfinished).doesNotExist();
        assertThat(lone).doesNotExist();
    }

    @Test
    void clearingRemovesWhatWasNotUsedForAMonthOrLostItsJars() throws Exception {
        Path file = found(core, library).file();
        Path index = file.resolveSibling(file.getFileName().toString().replace(".jsa", ".index"));
        Files.setLastModifiedTime(index, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        store.clear();
        store.clear();
        assertThat(file).doesNotExist();
        assertThat(index).doesNotExist();

        Path again = install().file();
        Files.delete(library);
        store.clear();
        store.clear();
        assertThat(again).doesNotExist();
    }

    @Test
    void useIsNotedAndAFailureIsBelievedForADay() throws Exception {
        Path file = found(core, library).file();
        Path index = file.resolveSibling(file.getFileName().toString().replace(".jsa", ".index"));
        Files.setLastModifiedTime(index, FileTime.from(Instant.now().minus(Duration.ofDays(20))));
        found(core, library);
        assertThat(Files.getLastModifiedTime(index).toInstant())
                .isAfter(Instant.now().minus(Duration.ofDays(1)));

        assertThat(store.hasFailed(key)).isFalse();
        store.noteFailure(key, "on purpose");
        assertThat(store.hasFailed(key)).isTrue();
        Path failure = folder.resolve("procession-" + key.name() + ".failed");
        Files.setLastModifiedTime(failure, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        assertThat(store.hasFailed(key)).isFalse();
    }

    @Test
    void theFolderIsNamedByPropertyThenVariableThenCacheThenHome() throws Exception {
        assertThat(chosen("/p", "/v", "/c")).hasToString("/p");
        assertThat(chosen(null, "/v", "/c")).hasToString("/v");
        assertThat(chosen(null, null, "/c")).hasToString("/c/procession");
        assertThat(chosen(null, null, "relative")).hasToString("/home/of/user/.cache/procession");
        assertThat(chosen("", "", null)).hasToString("/home/of/user/.cache/procession");
        assertThatThrownBy(() -> chosen(null, "off", "/c")).hasMessageContaining("PROCESSION_ARCHIVE");
    }

    private static Path chosen(String property, String variable, String cache) throws NoArchiveException {
        return ArchiveFolder.chosen(
                name -> name.equals("user.home") ? "/home/of/user" : property,
                name -> name.equals("XDG_CACHE_HOME") ? cache : variable);
    }
}
