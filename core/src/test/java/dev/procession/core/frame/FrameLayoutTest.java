package dev.procession.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameLayoutTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 65_535, 1 << 20, Integer.MAX_VALUE, -1, -2, Integer.MIN_VALUE})
    void checkWordIsTheStandardCrc32cOfMagicAndLength(int length) {
        CRC32C crc = new CRC32C();
        crc.update("PRC1".getBytes(StandardCharsets.US_ASCII));
        crc.update(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, length)
                .array());
        assertEquals((int) crc.getValue(), FrameLayout.check(length));
    }

    @Test
    void headerIsLittleEndianWhateverTheBuffersOrder() {
        ByteBuffer big = ByteBuffer.allocate(8);
        ByteBuffer little = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        FrameLayout.put(big, 0x01020304);
        FrameLayout.put(little, 0x01020304);
        assertEquals(big.flip(), little.flip());
        assertEquals(4, big.get(0));
        assertEquals(1, big.get(3));
        assertEquals(0x01020304, FrameLayout.length(big, 0));
        assertEquals(0x01020304, FrameLayout.length(little, 0));
    }

    @Test
    void eachMarkIsFoundByItsLengthAndNoLengthIsAMark() {
        for (FrameMark mark : FrameMark.values()) {
            assertEquals(mark, FrameLayout.mark(mark.length()));
        }
        assertNull(FrameLayout.mark(0));
        assertNull(FrameLayout.mark(Integer.MIN_VALUE));
    }
}
