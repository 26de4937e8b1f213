package dev.procession.core.log.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.DecodingException;
import dev.procession.core.log.RelayedRecord;
import dev.procession.core.log.RemoteThrowable;
import dev.procession.core.log.Samples;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordCodecFuzzTest {
    @Test
    void everyPartArrives() {
        RelayedRecord sent = Samples.full("done \ud83d\ude00 {} \ud800");
        RelayedRecord arrived = RecordCodec.decode(RecordCodec.encode(sent).toByteArray());

        assertThat(arrived).usingRecursiveComparison().ignoringFields("thrown").isEqualTo(sent);
        RemoteThrowable before = sent.thrown();
        RemoteThrowable after = arrived.thrown();
        assertThat(after.stackTraceText())
                .isEqualTo(before.stackTraceText())
                .contains("Caused by: java.io.IOException: inner");
        assertThat(after).hasToString("java.lang.IllegalStateException: outer \u4e16");
        assertThat(after.getStackTrace()[0].getMethodName()).isEqualTo("full");
        assertThat(after.getCause()).hasMessage("java.io.IOException: inner").hasNoCause();
    }

    @Test
    void aRecordTooLargeForItsFramesComesWithoutThem() {
        Exception deep = new Exception("x".repeat(60_000));
        StackTraceElement[] frames = new StackTraceElement[128];
        Arrays.fill(frames, new StackTraceElement("c".repeat(10_000), "method", "file", 1));
        deep.setStackTrace(frames);
        RelayedRecord base = Samples.full("m".repeat(60_000));
        RelayedRecord large = new RelayedRecord(
                base.facade(),
                base.time(),
                base.severity(),
                base.levelName(),
                base.logger(),
                base.message(),
                RemoteThrowable.of(deep),
                base.mdc(),
                base.markers(),
                base.keyValues(),
                base.source(),
                base.origin());

        RelayedRecord arrived = RecordCodec.decode(RecordCodec.encode(large).toByteArray());
        assertThat(arrived.message()).isEqualTo(large.message());
        assertThat(arrived.thrown().getStackTrace()).isEmpty();
        assertThat(arrived.thrown().stackTraceText()).hasSizeBetween(65_536, 65_600);
    }

    @Test
    void whatIsNoRecordIsRefusedWithoutHarm() {
        byte[] good = RecordCodec.encode(Samples.full("text")).toByteArray();
        assertThatThrownBy(() -> RecordCodec.decode(new byte[] {9})).hasMessageContaining("version 9");
        Random random = new Random(3);
        for (int round = 0; round < 4_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int i = random.nextInt(4); i > 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                RecordCodec.decode(bad);
            } catch (DecodingException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void theMostThatARecordCanHoldIsCutToFit() {
        String wide = "\u4e16";
        Map<String, String> most = IntStream.range(0, 64)
                .boxed()
                .collect(Collectors.toMap(i -> i + wide.repeat(1_000), i -> wide.repeat(4_096)));
        RelayedRecord base = Samples.full(wide.repeat(65_536));
        RelayedRecord sent = new RelayedRecord(
                base.facade(),
                base.time(),
                base.severity(),
                base.levelName(),
                base.logger(),
                base.message(),
                base.thrown(),
                most,
                base.markers(),
                most,
                base.source(),
                base.origin());
        RelayedRecord got = RecordCodec.decode(RecordCodec.encode(sent).toByteArray());
        assertThat(got.message()).isEqualTo(sent.message());
        assertThat(got.mdc()).hasSize(64);
        assertThat(got.keyValues().values()).allMatch(value -> value.startsWith(wide) && value.length() < 300);
    }
}
