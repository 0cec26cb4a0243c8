package dev.gradlane.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of every kind yield their numbers, rounded once.
class TableTest {
    @TempDir
    Path folder;

    private static List<String> column(Table table, String name, DType dtype, int block) {
        List<String> cells = new ArrayList<>();
        try (Rows rows = table.read(List.of(name), List.of(), dtype)) {
            for (Optional<Block> b = rows.next(block); b.isPresent(); b = rows.next(block)) {
                for (int i = 0; i < b.get().rows(); i++) {
                    cells.add(Numbers.format(Numbers.get(b.get().numbers().getFirst(), i, dtype), dtype));
                }
            }
        }
        return cells;
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4096})
    void csvByRfc4180(int block) throws IOException {
        String text = "\ufeff\"Spot Price\",note\r\n1.5,\"a, \"\"b\"\"\r\nc\"\r\n\r\n\" -2e3 \",\r\n.25,x";
        Table table = Table.open(file("a.csv", text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(List.of("Spot Price", "note"), table.columns());
        assertEquals(List.of("1.5", "-2000.0", "0.25"), column(table, "Spot Price", DType.F64, block));
        try (Rows rows = table.read(List.of(), List.of("note"), DType.F64)) {
            assertEquals(
                    "a, \"b\"\r\nc",
                    rows.next(1).orElseThrow().texts().getFirst().getFirst());
        }
    }

    @Test
    void gzip() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("x\n1\n2\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(
                List.of("1.0", "2.0"), column(Table.open(file("a.csv.gz", bytes.toByteArray())), "x", DType.F64, 9));
        byte[] cut = java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9);
        assertThrows(DataException.class, () -> column(Table.open(file("b.csv.gz", cut)), "x", DType.F64, 9));
    }

    @ParameterizedTest
    @CsvSource({"1,1.0", "-0,-0.0", "+.5,0.5", "5.,5.0", "1e-400,0.0", "inf,Infinity", "-Infinity,-Infinity", "NaN,NaN"
    })
    void numbersAsPeopleWriteThem(String text, String shown) {
        assertEquals(shown, Numbers.format(Numbers.parse(text, DType.F64), DType.F64));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", ".", "1f", "0x1p3", "1e", "1e+", "1,5", "1 2", "--1", "e5", "1.2.3", "infinit", "١"})
    void whatIsNoNumber(String text) {
        assertThrows(NumberFormatException.class, () -> Numbers.parse(text, DType.F64));
    }

    @Test
    void cellsAreRoundedOnce() throws IOException {
        // just above the middle between two floats, by less than a double can tell
        Path file = file("a.csv", "x\n1.00000005960464477540\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of("1.0000001"), column(Table.open(file), "x", DType.F32, 1));
    }

    /// A `.npy` file.
    private static byte[] npy(String descr, String shape, ByteBuffer elements) {
        String dictionary = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        byte[] header = dictionary.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file =
                ByteBuffer.allocate(10 + header.length + elements.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length)
                .put(header);
        return file.put(elements.array()).array();
    }

    private static ByteBuffer doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4096})
    void npyOfRows(int block) throws IOException {
        Table table = Table.open(file("a.npy", npy("<f8", "(3, 2)", doubles(1, 2, 3, 4, 5, 6))));
        assertEquals(List.of("c0", "c1"), table.columns());
        assertEquals(List.of("2.0", "4.0", "6.0"), column(table, "c1", DType.F64, block));
    }

    @Test
    void npzByName() throws IOException {
        ByteBuffer bigEndian = ByteBuffer.allocate(12).putInt(7).putInt(-1).putInt(9);
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 0, -1});
        var content = Map.of(
                "x", npy("<f8", "(3,)", doubles(0.5, Double.POSITIVE_INFINITY, -0.0)),
                "big", npy(">i4", "(3,)", bigEndian),
                "small", npy("|u1", "(3,)", bytes),
                "other", npy("<f8", "(1,)", doubles(1)));
        var zipped = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(zipped)) {
            for (var entry : content.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey() + ".npy"));
                zip.write(entry.getValue());
            }
        }
        Table table = Table.open(file("a.npz", zipped.toByteArray()));
        assertEquals(List.of("0.5", "Infinity", "-0.0"), column(table, "x", DType.F64, 2));
        assertEquals(List.of("7.0", "-1.0", "9.0"), column(table, "big", DType.F32, 2));
        assertEquals(List.of("1.0", "0.0", "255.0"), column(table, "small", DType.F64, 2));
        var e = assertThrows(DataException.class, () -> table.read(List.of("x", "other"), List.of(), DType.F64));
        assertTrue(e.getMessage().endsWith("array x has 3 elements, but other has 1"), e.getMessage());
    }

    @Test
    void hostileArraysAreRefused() throws IOException {
        for (String shape : List.of("(3,)", "(99999999999999999999,)", "(4294967296, 4294967296)", "()", "(1,1,1)")) {
            byte[] content = npy("<f8", shape, doubles(1, 2));
            assertThrows(
                    DataException.class,
                    () -> column(Table.open(file("a.npy", content)), "c0", DType.F64, 4096),
                    shape);
        }
        for (String descr : List.of("|O", "<U5", "<c16", "<f2")) {
            byte[] content = npy(descr, "(2,)", doubles(1, 2));
            assertThrows(DataException.class, () -> Table.open(file("a.npy", content)), descr);
        }
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        byte[] latin = "x\n1\n\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        var e = assertThrows(DataException.class, () -> column(Table.open(file("a.csv", latin)), "x", DType.F64, 9));
        assertTrue(e.getMessage().contains("UTF-8"), e.getMessage());
    }
}
