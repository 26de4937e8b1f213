/** {@code procession journal}: prints what the workers of a pool were sent and answered. */
@NullMarked
package dev.procession.examples.journal;

import org.jspecify.annotations.NullMarked;
