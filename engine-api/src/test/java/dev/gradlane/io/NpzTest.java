package dev.gradlane.io;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives of NumPy are read, ours are read back, and an archive that asks for too much or lies gets nothing.
class NpzTest {
    @TempDir
    Path folder;

    /// NumPy writes ZIP64 fields into every member's header.
    @Test
    void readsWhatNumpyWrote() throws IOException {
        Map<String, Array> stored = Npz.read(Samples.fixture(folder, "stored.npz"));
        assertEquals(List.of("weights", "bias"), List.copyOf(stored.keySet()));
        assertEquals(Samples.hex(Npy.read(Samples.fixture(folder, "f8.npy"))), Samples.hex(stored.get("weights")));
        assertArrayEquals(new long[] {0, 1, 2}, stored.get("bias").data().toArray(JAVA_LONG_UNALIGNED));
        Map<String, Array> deflated = Npz.read(Samples.fixture(folder, "deflated.npz"));
        assertEquals(TensorType.of(DType.F64, 40, 50), deflated.get("zeros").type());
        assertEquals(
                -1,
                deflated.get("zeros")
                        .data()
                        .mismatch(deflated.get("zeros").data().asSlice(0)));
        assertEquals("bool[] 01", Samples.hex(deflated.get("flag")));
    }

    @Test
    void everyBitComesBackAndTheBytesAreTheSame() throws IOException {
        Map<String, Array> arrays = Samples.arrays();
        Path first = folder.resolve("first.npz");
        Path second = folder.resolve("second.npz");
        Npz.write(first, arrays);
        Npz.write(second, Npz.read(first));
        assertEquals(Samples.hex(arrays), Samples.hex(Npz.read(first)));
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        Npz.write(first, Map.of());
        assertEquals(Map.of(), Npz.read(first));
    }

    private Path zip(Map<String, byte[]> members) throws IOException {
        Path file = folder.resolve("made.npz");
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (var member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        }
        Files.write(file, bytes.toByteArray());
        return file;
    }

    private static byte[] npy(Path folder, DType dtype, long... shape) throws IOException {
        Path file = folder.resolve("one.npy");
        Npy.write(file, Samples.array(dtype, 5, shape));
        return Files.readAllBytes(file);
    }

    private static void requireRefused(Path file, String message) {
        var e = assertThrows(FormatException.class, () -> Npz.read(file));
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void refusesWhatIsNoArchiveOfArrays() throws IOException {
        requireRefused(Files.write(folder.resolve("empty"), new byte[0]), "expected a zip archive");
        requireRefused(Files.write(folder.resolve("text"), new byte[100]), "expected a zip archive");
        requireRefused(zip(Map.of("a.txt", new byte[3])), "member 'a.txt', name: expected .npy files");
        requireRefused(zip(Map.of("a.npy", new byte[3])), "member 'a.npy', byte 0: expected the magic bytes");
        byte[] good = npy(folder, DType.F32, 3);
        byte[] longer = java.util.Arrays.copyOf(good, good.length + 1);
        requireRefused(zip(Map.of("a.npy", longer)), "expected 12 bytes of elements for f32[3], found 13");
        var missing = assertThrows(IOException.class, () -> Npz.read(folder.resolve("none.npz")));
        assertTrue(!(missing instanceof FormatException));
    }

    @Test
    void refusesTwoMembersOfOneName() throws IOException {
        byte[] one = npy(folder, DType.F32, 3);
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("a.npy", one);
        members.put("b.npy", one);
        Path file = zip(members);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i + 5 <= bytes.length; i++) {
            if (new String(bytes, i, 5, java.nio.charset.StandardCharsets.ISO_8859_1).equals("b.npy")) {
                bytes[i] = 'a';
            }
        }
        requireRefused(Files.write(file, bytes), "member 'a.npy', name: a second member of this name");
    }

    @Test
    void refusesAWrongChecksum() throws IOException {
        Path file = folder.resolve("a.npz");
        Npz.write(file, Map.of("a", Samples.array(DType.F64, 6, 10)));
        byte[] bytes = Files.readAllBytes(file);
        // a byte of the elements, which lie before the directory
        bytes[200] ^= 1;
        requireRefused(Files.write(file, bytes), "member 'a.npy', checksum: expected CRC-32");
    }

    /// The archive is a hundred kilobytes; nothing is allocated or inflated before it is refused.
    @Test
    void refusesMoreThanTheLimits() throws IOException {
        byte[] zeros = npy(folder, DType.BOOL, 0);
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            many.put(i + ".npy", zeros);
        }
        Path file = zip(many);
        var e = assertThrows(
                FormatException.class, () -> Npz.read(file, Arena.ofAuto(), new Npz.Limits(19, Long.MAX_VALUE)));
        assertTrue(e.getMessage().contains("20 members, the limit is 19"), e.getMessage());
        Path bomb = zip(Map.of("a.npy", new byte[100 << 20]));
        assertTrue(Files.size(bomb) < 200_000);
        var limited =
                assertThrows(FormatException.class, () -> Npz.read(bomb, Arena.ofAuto(), new Npz.Limits(10, 50 << 20)));
        assertTrue(limited.getMessage().contains("104857600 bytes and more when inflated"), limited.getMessage());
        byte[] lying = Files.readAllBytes(bomb);
        // the directory's inflated size, a field of four bytes at 24 of its entry
        int entry = directory(lying);
        lying[entry + 27] = 0x70;
        Files.write(bomb, lying);
        requireRefused(bomb, "cannot come out of");
    }

    private static int directory(byte[] zip) {
        for (int i = zip.length - 4; ; i--) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                return i;
            }
        }
    }
}
