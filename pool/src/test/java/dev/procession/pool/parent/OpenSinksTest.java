package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenSinksTest {
    private static final int MANY = 1_000;

    private final OpenSinks open = new OpenSinks();

    @Test
    void aSinkIsKnownUntilItsEntryIsClosed() {
        TaskSink first = new NoSink();
        TaskSink second = new NoSink();
        OpenSinks.Entry entry = open.add(first);
        open.add(second);
        assertThat(open.all()).containsExactly(first, second);
        entry.close();
        entry.close();
        assertThat(open.all()).containsExactly(second);
    }

    @Test
    void howeverManyComeAndGoThoseThatStayAreKnownInTheirOrder() {
        List<TaskSink> stay = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            TaskSink sink = new NoSink();
            OpenSinks.Entry entry = open.add(sink);
            if (i % 3 == 0) {
                stay.add(sink);
            } else {
                entry.close();
            }
        }
        assertThat(open.all()).isEqualTo(stay);
    }
}
