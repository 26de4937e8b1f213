package dev.procession.core.codec;

import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Values of every kind, the edges and seeded random ones. */
final class SampleValues {
    private SampleValues() {}

    record Pair(Object first, Object second) implements Serializable {}

    static List<Object> fast() {
        List<Object> values = new ArrayList<>(List.of(
                true,
                false,
                (byte) -128,
                (byte) 127,
                Short.MIN_VALUE,
                Short.MAX_VALUE,
                'x',
                '\uFFFF',
                0,
                -1,
                63,
                64,
                -64,
                -65,
                8191,
                8192,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                0L,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                1.5f,
                Float.NaN,
                Float.MIN_VALUE));
        values.addAll(
                List.of(Math.PI, Double.NaN, Double.NEGATIVE_INFINITY, "", "ascii", "Grüße", "日本語", "\uD83D\uDE00"));
        values.addAll(List.of("\uD800 alone", "x".repeat(70_000), "日".repeat(30_000)));
        values.addAll(arrays());
        values.addAll(lists());
        Random random = new Random(42);
        for (int i = 0; i < 50; i++) {
            values.add(random.nextInt() >> random.nextInt(32));
            values.add(random.nextLong() >> random.nextInt(64));
            values.add(text(random));
        }
        return values;
    }

    private static List<Object> arrays() {
        return List.of(
                new byte[0],
                new byte[] {1, -1, 0},
                new byte[100_000],
                new boolean[] {true, false, true},
                new short[] {Short.MIN_VALUE, 0, Short.MAX_VALUE},
                new char[] {'a', '\uD800', '\uFFFF'},
                new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE},
                new int[1000],
                new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE},
                new float[] {Float.NaN, -0.0f, 1},
                new double[] {Double.NaN, -0.0, 1},
                new double[0],
                new String[] {"a", null, "日本", ""},
                new String[0]);
    }

    private static List<Object> lists() {
        return List.of(
                new ArrayList<>(),
                new ArrayList<>(List.of(1, 2, 300, -70_000)),
                new ArrayList<>(List.of(1L, 2L, Long.MIN_VALUE)),
                new ArrayList<>(List.of(1.0, -0.0)),
                new ArrayList<>(List.of("a", "日本", "\uDC00")),
                new ArrayList<>(List.of(1, "two", 3L, 4.0, 'f', true, (byte) 1, (short) 2, 1f)),
                new ArrayList<>(Arrays.asList(1, null, 2)),
                new ArrayList<>(List.of(List.of(1, 2), List.of("a"), List.of(), List.of())),
                Arrays.asList(1, 2, 3),
                Arrays.asList("a", null),
                Arrays.asList(),
                List.of(),
                List.of("one"),
                List.of(1, "two"),
                List.of(1, 2, 3),
                Stream.of(1, null, "x").toList(),
                Stream.of(1).toList(),
                Stream.of().toList());
    }

    static List<Object> slow() {
        return List.of(
                new Pair(1, List.of("a")),
                new Pair(new Pair(null, 2), null),
                new Pair[] {new Pair(1, 2), null},
                new int[][] {{1}, {2, 3}},
                new Integer[] {1, 2},
                new Object[] {1, "two", null},
                TimeUnit.DAYS,
                EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS),
                new HashMap<>(Map.of("a", 1)),
                new TreeMap<>(Map.of("a", List.of(1, 2))),
                Set.of(1, 2, 3),
                new LinkedList<>(List.of(1, 2)),
                new BigDecimal("1.25"),
                BigInteger.TWO.pow(200),
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                Instant.ofEpochSecond(1),
                URI.create("http://example.com/"),
                new File("x"),
                new ArrayList<>(List.of(1, new Pair(1, 2))),
                int.class,
                String[].class);
    }

    private static String text(Random random) {
        int length = random.nextInt(40);
        int bound = new int[] {0x80, 0x100, 0x3000, 0x10000}[random.nextInt(4)];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(bound));
        }
        return text.toString();
    }
}
