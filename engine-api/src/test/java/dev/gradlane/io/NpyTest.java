package dev.gradlane.io;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that NumPy wrote are read, ours are its bytes, and what is no array is refused with the place.
class NpyTest {
    private static final double[] GRID = {1.5, -0.0, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.NaN, -7.25};

    @TempDir
    Path folder;

    private Array fixture(String name) throws IOException {
        return Npy.read(Samples.fixture(folder, name));
    }

    @Test
    void readsWhatNumpyWrote() throws IOException {
        Array f8 = fixture("f8.npy");
        assertEquals(TensorType.of(DType.F64, 2, 3), f8.type());
        assertArrayEquals(GRID, f8.data().toArray(JAVA_DOUBLE_UNALIGNED));
        assertTrue(f8.data().isMapped());
        assertTrue(f8.data().isReadOnly());
        float[] narrow = new float[GRID.length];
        IntStream.range(0, narrow.length).forEach(i -> narrow[i] = (float) GRID[i]);
        assertArrayEquals(narrow, fixture("f4-version2.npy").data().toArray(JAVA_FLOAT_UNALIGNED));
        assertArrayEquals(
                new long[] {Long.MIN_VALUE, Long.MAX_VALUE},
                fixture("i8-version3.npy").data().toArray(JAVA_LONG_UNALIGNED));
        assertEquals("bool[3] 010001", Samples.hex(fixture("b1.npy")));
        assertEquals(TensorType.scalar(DType.F64), fixture("scalar.npy").type());
        assertEquals(TensorType.of(DType.F32, 3, 0, 2), fixture("empty.npy").type());
    }

    @Test
    void turnsFortranOrder() throws IOException {
        Array turned = fixture("i4-fortran.npy");
        assertEquals(TensorType.of(DType.I32, 2, 3, 4), turned.type());
        assertArrayEquals(IntStream.range(0, 24).toArray(), turned.data().toArray(JAVA_INT_UNALIGNED));
    }

    @Test
    void writesTheBytesThatNumpyWrites() throws IOException {
        for (String name : new String[] {"f8.npy", "b1.npy", "scalar.npy", "empty.npy"}) {
            Path original = Samples.fixture(folder, name);
            Path written = folder.resolve("written-" + name);
            Npy.write(written, Npy.read(original));
            assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(written), name);
        }
    }

    @Test
    void everyBitComesBack() throws IOException {
        Path file = folder.resolve("a.npy");
        for (var named : Samples.arrays().entrySet()) {
            Npy.write(file, named.getValue());
            try (Arena arena = Arena.ofConfined()) {
                assertEquals(Samples.hex(named.getValue()), Samples.hex(Npy.read(file, arena)), named.getKey());
            }
        }
    }

    /// @param text the dictionary
    private static byte[] file(String text, int elements) {
        byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all =
                Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, 10 + head.length + elements);
        all[8] = (byte) head.length;
        all[9] = (byte) (head.length >> 8);
        System.arraycopy(head, 0, all, 10, head.length);
        return all;
    }

    private static String dictionary(String descr, String order, String shape) {
        return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
    }

    record Bad(byte[] file, String message) {
        Bad(String descr, String order, String shape, int elements, String message) {
            this(NpyTest.file(dictionary(descr, order, shape), elements), message);
        }

        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<Bad> bad() {
        byte[] good = file(dictionary("'<f4'", "False", "(2,)"), 8);
        byte[] bools = file(dictionary("'|b1'", "False", "(2,)"), 2);
        return Stream.of(
                new Bad(new byte[0], "byte 0: expected the magic bytes"),
                new Bad(Arrays.copyOf(good, 9), "byte 0: expected the magic bytes"),
                new Bad(changed(good, 1, 'X'), "byte 0: expected the magic bytes"),
                new Bad(changed(good, 6, 4), "byte 6: expected version 1.0, 2.0 or 3.0, found 4.0"),
                new Bad(changed(good, 7, 1), "byte 6: expected version"),
                new Bad(changed(good, 9, 2), "goes past the end of"),
                new Bad(changed(changed(good, 6, 2), 11, 0x7f), "at most 65536 are read"),
                new Bad(Arrays.copyOf(good, good.length - 1), "expected 8 bytes of elements for f32[2], found 7"),
                new Bad(Arrays.copyOf(good, good.length + 1), "expected 8 bytes of elements for f32[2], found 9"),
                new Bad("'<f4'", "False", "(-2,)", 8, "expected an extent"),
                new Bad("'<f4'", "False", "(4611686018427387904, 4)", 0, "more bytes than 63 bits count"),
                new Bad("'<f4'", "False", "(4611686018427387904, 4, 0)", 0, "more bytes than 63 bits count"),
                new Bad("'<f4'", "False", "(1152921504606846976,)", 8, "expected 4611686018427387904 bytes"),
                new Bad("'<f8'", "False", "(1152921504606846975,)", 8, "expected 9223372036854775800 bytes"),
                new Bad("'<f4'", "False", "(99999999999999999999,)", 8, "more than 63 bits"),
                new Bad("'<f4'", "False", "(2)", 8, "expected a ',' after the only extent"),
                new Bad("'<f4'", "False", "(1 2,)", 8, "expected ',' or ')'"),
                new Bad("'<f4'", "False", "(" + "1,".repeat(65) + ")", 4, "more than 64 axes"),
                new Bad("'<f4'", "Maybe", "(2,)", 8, "expected True or False"),
                new Bad("'|b1'", "False", "(2,)", 0, "expected 2 bytes"),
                new Bad("'>f4'", "False", "(2,)", 8, "found '>f4': convert with astype"),
                new Bad("'|O'", "False", "(2,)", 8, "Python objects ('|O'), stored as pickle, which is never read"),
                new Bad("[('a', '<f4')]", "False", "(2,)", 8, "records of several fields"),
                new Bad("'<f4", "False", "(2,)", 8, "expected"),
                new Bad(file("{'descr': '<f4', 'shape': (2,)}", 8), "found 1, 0 and 1"),
                new Bad(
                        file("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8),
                        "found 2, 1"),
                new Bad(file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", 8), "found 'x'"),
                new Bad(file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", 8), "after the dictionary"),
                new Bad(file("__import__('os')", 8), "expected '{'"),
                new Bad(file("", 8), "expected '{'"),
                new Bad(changed(bools, bools.length - 1, 2), "byte " + (bools.length - 1) + ": expected 0 or 1"));
    }

    private static byte[] changed(byte[] file, int at, int to) {
        byte[] copy = file.clone();
        copy[at] = (byte) to;
        return copy;
    }

    @ParameterizedTest
    @MethodSource("bad")
    void whatIsNoArrayIsRefused(Bad bad) throws IOException {
        Path file = folder.resolve("bad.npy");
        Files.write(file, bad.file);
        var e = assertThrows(FormatException.class, () -> Npy.read(file));
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertTrue(e.getMessage().contains(bad.message), e.getMessage());
    }

    @Test
    void whatNumpyWritesOfOtherTypesIsRefused() {
        for (String name : new String[] {"big-endian.npy", "half.npy", "object.npy", "fields.npy"}) {
            assertThrows(FormatException.class, () -> fixture(name), name);
        }
    }

    @Test
    void missingFilesAreNoFormatErrors() {
        var e = assertThrows(IOException.class, () -> Npy.read(folder.resolve("none.npy")));
        assertTrue(!(e instanceof FormatException), e.toString());
        assertThrows(IOException.class, () -> Npy.read(folder));
    }
}
