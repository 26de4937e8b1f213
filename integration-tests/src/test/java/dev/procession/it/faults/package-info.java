/** Every fault at every place of a task's way, on every transport: how it ends, and how soon. */
package dev.procession.it.faults;
