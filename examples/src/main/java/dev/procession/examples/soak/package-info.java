/**
 * {@code procession soak}: pools under continuous load and every kind of blow, for minutes or hours.
 *
 * <p>What enters is a command line, what leaves a {@code Verdict}: whether each call came to what it had to, and whether heap,
 * descriptors, threads, files and children stayed flat. In reading order: {@link
 * dev.procession.examples.soak.SoakCommand} → {@code Soak}, which runs a lane for each transport and stops them all now and
 * then for a {@code Census} → {@code Verdict}. All of it runs on the command's own thread; the lanes of {@link
 * dev.procession.examples.soak.load} have one each.
 */
@NullMarked
package dev.procession.examples.soak;

import org.jspecify.annotations.NullMarked;
