/**
 * The contract of a transport as JUnit tests: whoever writes a transport extends them with a factory and runs them.
 * Published, so that a stranger's transport is held to the same rules as ours.
 */
@NullMarked
package dev.procession.testkit;

import org.jspecify.annotations.NullMarked;
