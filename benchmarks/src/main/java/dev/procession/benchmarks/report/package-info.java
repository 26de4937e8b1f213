/**
 * What is told of a run: a table for people, JSON for programs, and what machine it was. In come samples, out go lines; the
 * command's thread runs it.
 */
@NullMarked
package dev.procession.benchmarks.report;

import org.jspecify.annotations.NullMarked;
