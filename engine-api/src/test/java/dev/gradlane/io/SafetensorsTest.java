package dev.gradlane.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files written out from the format's description are read, ours are read back, everything else is refused.
class SafetensorsTest {
    @TempDir
    Path folder;

    static byte[] file(String header, int elements) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + json.length + elements).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(json.length).put(json);
        for (int i = 0; i < elements; i++) {
            all.put((byte) (i % 2));
        }
        return all.array();
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("a.safetensors"), bytes);
    }

    @Test
    void readsTheFormat() throws IOException {
        Path file = written(file("""
                {"__metadata__":{"format":"pt","\\u00e9\\ud83d\\ude00":"x"},
                 "w":{"dtype":"F32","shape":[1,2],"data_offsets":[3,11]},
                 "none":{"data_offsets":[11,11],"shape":[0],"dtype":"F64"},
                 "mask":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}\s\s\s""", 11));
        Safetensors read = Safetensors.read(file);
        assertEquals(Map.of("format", "pt", "é\uD83D\uDE00", "x"), read.metadata());
        assertEquals(
                Map.of(
                        "w", "f32[1,2] 0100010001000100",
                        "none", "f64[0] ",
                        "mask", "bool[3] 000100"),
                Samples.hex(read.arrays()));
        assertTrue(read.arrays().get("w").data().isMapped());
        assertEquals(Map.of(), Safetensors.read(written(file("{}", 0))).arrays());
    }

    @Test
    void everyBitComesBackAndTheBytesAreTheSame() throws IOException {
        Path first = folder.resolve("first.safetensors");
        Path second = folder.resolve("second.safetensors");
        Safetensors all = new Safetensors(Samples.arrays(), Map.of("by", "a \"test\"\n\u0001"));
        all.write(first);
        Safetensors.read(first).write(second);
        assertEquals(
                Samples.hex(all.arrays()), Samples.hex(Safetensors.read(first).arrays()));
        assertEquals(all.metadata(), Safetensors.read(first).metadata());
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        Safetensors.read(first)
                .arrays()
                .forEach((name, array) -> assertEquals(
                        0, array.data().address() % array.type().dtype().bytes(), name));
    }

    @Test
    void anArrayCannotBeCalledMetadata() {
        var arrays = Map.of("__metadata__", Samples.array(DType.F32, 1));
        assertThrows(IllegalArgumentException.class, () -> new Safetensors(arrays));
    }

    record Bad(byte[] file, String message) {
        Bad(String header, int elements, String message) {
            this(SafetensorsTest.file(header, elements), message);
        }

        @Override
        public String toString() {
            return message;
        }
    }

    private static String one(String dtype, String shape, String offsets) {
        return "{\"a\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    static Stream<Bad> bad() {
        return Stream.of(
                new Bad(new byte[7], "byte 0: expected the eight bytes"),
                new Bad(length(Long.MAX_VALUE), "a header of 9223372036854775807 bytes: at most 100000000"),
                new Bad(length(-1), "a header of 18446744073709551615 bytes: at most"),
                new Bad(length(3), "a header of 3 bytes goes past the end of 10 bytes"),
                new Bad(length(0), "byte 8: expected '{'"),
                new Bad(" {}", 0, "byte 8: expected '{'"),
                new Bad("{} x", 0, "byte 11: expected nothing after"),
                new Bad("{", 0, "byte 9: expected a string"),
                new Bad("{\"a\":" + "[".repeat(100_000), 0, "nested deeper than 16"),
                new Bad("{\"a\":1,\"a\":1}", 0, "byte 15: the name \"a\" a second time"),
                new Bad("{\"a\":1}", 0, "expected an object as array \"a\""),
                new Bad("{\"__metadata__\":{\"a\":1}}", 0, "expected a string as a text of __metadata__"),
                new Bad("{\"a\":{\"dtype\":\"F32\"}}", 0, "expected dtype, shape and data_offsets"),
                new Bad("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"x\":1}}", 4, "found [dtype"),
                new Bad(one("\"BF16\"", "[2]", "[0,4]"), 4, "found \"BF16\": convert the array"),
                new Bad(one("1", "[2]", "[0,4]"), 4, "expected a string as dtype of array \"a\""),
                new Bad(one("\"F32\"", "[-1]", "[0,4]"), 4, "expected whole numbers from 0"),
                new Bad(one("\"F32\"", "[1.0]", "[0,4]"), 4, "expected whole numbers from 0"),
                new Bad(one("\"F32\"", "[1e0]", "[0,4]"), 4, "expected whole numbers from 0"),
                new Bad(one("\"F32\"", "[9223372036854775808]", "[0,4]"), 4, "expected whole numbers from 0"),
                new Bad(one("\"F32\"", "[01]", "[0,4]"), 4, "no zero before a number"),
                new Bad(one("\"F32\"", "{}", "[0,4]"), 4, "expected a list as the shape"),
                new Bad(one("\"F32\"", "[4611686018427387904,4]", "[0,0]"), 0, "more bytes than 63 bits count"),
                new Bad(one("\"F32\"", "[" + "1,".repeat(64) + "1]", "[0,4]"), 4, "more than 64 axes"),
                new Bad(one("\"F32\"", "[1]", "[0,8]"), 8, "expected 4 bytes for f32[1] of array \"a\", found 8"),
                new Bad(one("\"F32\"", "[1]", "[0,4]"), 3, "two ascending offsets within the 3 bytes"),
                new Bad(one("\"F32\"", "[1]", "[4,0]"), 4, "two ascending offsets"),
                new Bad(one("\"F32\"", "[1]", "[0,4,4]"), 4, "two ascending offsets"),
                new Bad(one("\"F32\"", "[1]", "[1,5]"), 5, "after a gap: expected 0"),
                new Bad(one("\"F32\"", "[1]", "[0,4]"), 5, "found 1 more bytes"),
                new Bad(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}",
                        6,
                        "array \"b\" starts at offset 2, inside the one before it: expected 4"),
                new Bad("{\"\\ud83d\":1}", 0, "half of a surrogate pair"),
                new Bad("{\"\\x\":1}", 0, "expected an escape of JSON"),
                new Bad("{\"\n\":1}", 0, "no control character"),
                new Bad(utf8(), "expected UTF-8"),
                new Bad(bool(), "expected 0 or 1 as an element of array \"a\""));
    }

    private static byte[] length(long header) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header)
                .array();
    }

    private static byte[] utf8() {
        byte[] file = file("{\"ab\":1}", 0);
        file[10] = (byte) 0xc0;
        return file;
    }

    private static byte[] bool() {
        byte[] file = file(one("\"BOOL\"", "[2]", "[0,2]"), 2);
        file[file.length - 1] = 2;
        return file;
    }

    @ParameterizedTest
    @MethodSource("bad")
    void theRestIsRefused(Bad bad) throws IOException {
        Path file = written(bad.file);
        var e = assertThrows(FormatException.class, () -> Safetensors.read(file));
        assertTrue(e.getMessage().startsWith(file + ", byte "), e.getMessage());
        assertTrue(e.getMessage().contains(bad.message), e.getMessage());
    }
}
