/**
 * Programs for JVMs of their own: bare channels between two JVMs, the least that a cold program can take, JVMs that do
 * nothing, and pools in a fresh parent. Each is asked by lines on its standard input and answers by lines of numbers; {@code
 * main} runs all of it.
 */
@NullMarked
package dev.procession.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
