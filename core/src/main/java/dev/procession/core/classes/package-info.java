/**
 * Classes that stand in no file: those of JShell, of a source file that was launched directly, of loaders that make them. A
 * process that needs one asks the process that has it.
 *
 * <p>Enters: a class's name. Leaves: its bytes, at the end that has it; the class itself, at the other. The thread that needs a
 * class waits for it; which thread answers is the business of whoever carries the question.
 */
@NullMarked
package dev.procession.core.classes;

import org.jspecify.annotations.NullMarked;
