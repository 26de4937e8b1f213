/** Real parents with real children, killed, stopped and torn: what of them stays behind. */
package dev.procession.it.launch;
