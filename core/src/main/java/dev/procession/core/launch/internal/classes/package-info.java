/**
 * Questions for classes and their answers over the launch link of a process that has no transport.
 *
 * <p>A question is a name in modified UTF-8 behind its 2-byte length. An answer is a 4-byte length and the class file; -1 and a
 * text like the question's stand for a class that is not given: the text says why, and is empty where there is no such class.
 * Answers come in the order of the questions.
 *
 * <p>At the parent's end one owned thread answers; at the child's, one reads, and whoever needs a class waits.
 */
@NullMarked
package dev.procession.core.launch.internal.classes;

import org.jspecify.annotations.NullMarked;
