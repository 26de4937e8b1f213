/** The command line of the benchmarks: what is measured, beside whom, and how it is told. */
@NullMarked
package dev.procession.benchmarks;

import org.jspecify.annotations.NullMarked;
