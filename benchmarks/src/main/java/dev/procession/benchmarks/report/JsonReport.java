package dev.procession.benchmarks.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.procession.benchmarks.measure.Comparison;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Entrant;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Samples;
import dev.procession.benchmarks.measure.Spread;
import dev.procession.benchmarks.report.FigureResult.Measured;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results for programs: every measurement, and what was made of them. For one thread. */
public final class JsonReport implements AutoCloseable {
    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes all there is.
     *
     * @param file where to; what was there is gone
     * @param command how it was run
     * @param machine where it was run
     * @param results what came out
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, String command, Map<String, String> machine, List<FigureResult> results)
            throws IOException {
        try (JsonReport report = new JsonReport(new JsonFactory()
                .createGenerator(file.toFile(), JsonEncoding.UTF8)
                .useDefaultPrettyPrinter())) {
            report.run(command, machine, results);
        }
    }

    private void run(String command, Map<String, String> machine, List<FigureResult> results) throws IOException {
        json.writeStartObject();
        json.writeStringField("command", command);
        json.writeObjectFieldStart("machine");
        for (Map.Entry<String, String> fact : machine.entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("figures");
        for (FigureResult result : results) {
            figure(result);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void figure(FigureResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", result.figure().name());
        json.writeStringField("question", result.figure().question());
        json.writeNumberField("seconds", result.elapsed().toMillis() / 1e3);
        if (!result.failure().isEmpty()) {
            json.writeStringField("failure", result.failure());
        }
        json.writeArrayFieldStart("contests");
        for (Measured measured : result.contests()) {
            contest(measured.contest(), measured.samples());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void contest(Contest contest, Samples samples) throws IOException {
        json.writeStartObject();
        json.writeStringField("label", contest.label());
        json.writeArrayFieldStart("metrics");
        for (Metric metric : contest.metrics()) {
            json.writeStartObject();
            json.writeStringField("name", metric.name());
            json.writeStringField("unit", metric.unit());
            json.writeStringField("better", metric.better().name().toLowerCase(java.util.Locale.ROOT));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("entrants");
        for (Entrant entrant : contest.entrants()) {
            entrant(entrant.name(), samples);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("comparisons");
        for (Comparison comparison : contest.comparisons()) {
            comparison(comparison, samples.compare(comparison));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void entrant(String name, Samples samples) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        Optional<String> absence = samples.absence(name);
        if (absence.isPresent()) {
            json.writeStringField("absent", absence.get());
        }
        json.writeArrayFieldStart("samples");
        for (Map<String, Double> sample : samples.of(name)) {
            json.writeStartObject();
            for (Map.Entry<String, Double> value : sample.entrySet()) {
                number(value.getKey(), value.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void comparison(Comparison comparison, Optional<Spread> figure) throws IOException {
        json.writeStartObject();
        json.writeStringField("metric", comparison.metric());
        json.writeStringField("subject", comparison.subject());
        json.writeStringField("peer", comparison.peer());
        if (figure.isPresent()) {
            number("median", figure.get().median());
            number("least", figure.get().least());
            number("most", figure.get().most());
        }
        if (comparison.target().isSet()) {
            json.writeStringField("target", comparison.target().toString());
            if (figure.isPresent()) {
                json.writeBooleanField(
                        "met", comparison.target().isMetBy(figure.get().median()));
            }
        }
        json.writeEndObject();
    }

    /** JSON has no word for what is no number. */
    private void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
