/** What processes cost: their start, their end, their memory, their rest. Figures in, contests out; the command's thread runs it. */
@NullMarked
package dev.procession.benchmarks.figures.processes;

import org.jspecify.annotations.NullMarked;
