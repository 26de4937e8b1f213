package dev.procession.it.pool;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Tasks of all sizes whose results can be told from any other: the answer depends on each byte of the question, and has a length
 * of its own. Most are short, some take more than an outbox holds, a few have megabytes.
 */
final class Load {
    private static final int HEADER = 2 * Integer.BYTES;
    private static final int[] LENGTHS = {100, 2_000, 200_000, 3_000_000};

    private Load() {}

    /** A question that bears a number. */
    static byte[] question(Random random, int number) {
        byte[] question = new byte[HEADER + length(random)];
        random.nextBytes(question);
        ByteBuffer.wrap(question).putInt(number).putInt(length(random));
        return question;
    }

    private static int length(Random random) {
        int chance = random.nextInt(40);
        return random.nextInt(LENGTHS[chance == 0 ? 3 : chance < 8 ? 2 : chance < 24 ? 1 : 0]);
    }

    static int number(byte[] question) {
        return ByteBuffer.wrap(question).getInt();
    }

    /** What only this question has for an answer. */
    static byte[] answer(byte[] question) {
        CRC32 sum = new CRC32();
        sum.update(question);
        byte[] answer = new byte[Integer.BYTES + ByteBuffer.wrap(question).getInt(Integer.BYTES)];
        new Random(sum.getValue()).nextBytes(answer);
        ByteBuffer.wrap(answer).putInt(number(question));
        return answer;
    }

    /** Compares all bytes. */
    static boolean isAnswer(byte[] question, byte[] answer) {
        return Arrays.equals(answer(question), answer);
    }

    /** Questions without end, numbered from 0. Their seed is that of the numbers, so each can be made again. */
    static Iterator<byte[]> questions(long seed) {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public byte[] next() {
                return numbered(seed, next++);
            }
        };
    }

    /** The question with a number, made anew. */
    static byte[] numbered(long seed, int number) {
        return question(new Random(seed * 1_000_003 + number), number);
    }
}
