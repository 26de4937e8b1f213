/**
 * Who is measured: pools of Procession, CPython's, PP4J, threads, and JVMs with nothing but a bare channel. Each is opened
 * once, when a figure first asks for it, and kept until the run, or a figure that needs quiet, closes all.
 */
@NullMarked
package dev.procession.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
