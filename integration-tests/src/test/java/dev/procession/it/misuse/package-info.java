/** Whatever a caller gets wrong, and what he is told: rows of misuses, of plain calls and over each transport. */
package dev.procession.it.misuse;
