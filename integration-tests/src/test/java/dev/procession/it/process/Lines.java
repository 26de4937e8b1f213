package dev.procession.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.OutputLine;
import dev.procession.core.OutputListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What children print, for a test to wait for. */
final class Lines implements OutputListener {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Override
    public void line(OutputLine line) {
        lines.add(line.text());
    }

    /** The next line, waited for. */
    String next() throws InterruptedException {
        String line = lines.poll(20, TimeUnit.SECONDS);
        assertThat(line).as("the next line within 20 s").isNotNull();
        return line;
    }

    /** All lines that are there and were not taken. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        lines.drainTo(all);
        return all;
    }
}
