/**
 * {@code procession linecount}: counts lines as {@code wc -l} does, with a pool of processes.
 *
 * <p>What enters are the paths of the command line, what leaves are wc's lines. In reading order: {@link
 * dev.procession.examples.linecount.LineCount} → {@code FileLister} → {@code RangePlanner} → {@code RangeCounter} (in the
 * workers) → {@code OpenFiles} → {@code CountReport}. All but {@code RangeCounter} and what it uses runs on the command's
 * own thread: an {@code imap} pulls the listing, and so the planning, only as fast as the workers count.
 */
@NullMarked
package dev.procession.examples.linecount;

import org.jspecify.annotations.NullMarked;
