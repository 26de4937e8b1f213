/** What calls cost, of contenders that are open and share this JVM. Figures in, contests out; the command's thread runs it. */
@NullMarked
package dev.procession.benchmarks.figures.calls;

import org.jspecify.annotations.NullMarked;
