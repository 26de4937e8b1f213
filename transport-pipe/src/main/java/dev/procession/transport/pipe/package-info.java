/**
 * The channel over descriptors that a child inherits from its parent: no dependency, and the default.
 */
@NullMarked
package dev.procession.transport.pipe;

import org.jspecify.annotations.NullMarked;
