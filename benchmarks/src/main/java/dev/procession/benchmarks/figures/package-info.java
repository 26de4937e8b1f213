/**
 * What is measured, one class each. In come the contenders that are open, out go contests to be run; the command's thread
 * runs it.
 */
@NullMarked
package dev.procession.benchmarks.figures;

import org.jspecify.annotations.NullMarked;
