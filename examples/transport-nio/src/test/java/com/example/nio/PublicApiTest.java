package com.example.nio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.procession.core.channel.Transports;
import org.junit.jupiter.api.Test;

/** That this transport is a stranger's: what it can do, anybody can. */
class PublicApiTest {
    @Test
    void itLivesInAPackageOfItsOwnAndUsesPublishedPackagesOfCoreAlone() {
        JavaClasses own = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackagesOf(NioTransport.class);
        classes()
                .should()
                .resideInAPackage("com.example.nio")
                .andShould()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "com.example.nio",
                        "java..",
                        "org.jspecify.annotations",
                        "dev.procession.core.channel",
                        "dev.procession.core.error",
                        "dev.procession.core.frame",
                        "dev.procession.core.launch")
                .check(own);
    }

    @Test
    void itIsFoundByItsNameAndIsTheOnlyOneHere() {
        assertInstanceOf(NioTransport.class, Transports.choose("nio", null));
        assertEquals("nio", Transports.choose(null, null).name());
    }
}
