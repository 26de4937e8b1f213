/**
 * The case studies and the command line that runs them: {@code bin/procession} and the name of one.
 */
@NullMarked
package dev.procession.examples;

import org.jspecify.annotations.NullMarked;
