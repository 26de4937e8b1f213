package dev.procession.benchmarks.measure;

/**
 * Two entrants of a contest that are held against each other.
 *
 * @param metric the name of what is compared
 * @param subject the one whose value is divided
 * @param peer the one by whose value it is divided
 * @param target what it has to come to
 */
public record Comparison(String metric, String subject, String peer, Target target) {}
