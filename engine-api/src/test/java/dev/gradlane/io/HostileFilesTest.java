package dev.gradlane.io;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.gradlane.graph.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files with a few bytes changed, cut, doubled or moved: each is read, or refused with the documented exception.
class HostileFilesTest {
    private static final int EACH = 3000;

    @TempDir
    Path folder;

    private interface Reader {
        void read(Path file, Arena arena) throws IOException;
    }

    private record Format(byte[] file, Reader reader) {}

    private Map<String, Format> formats() throws IOException {
        Map<String, Array> arrays = new LinkedHashMap<>();
        arrays.put("weights", Samples.array(DType.F64, 1, 2, 3));
        arrays.put("mask", Samples.array(DType.BOOL, 2, 4));
        Path file = folder.resolve("good");
        Map<String, Format> formats = new LinkedHashMap<>();
        Npy.write(file, arrays.get("weights"));
        formats.put(".npy", new Format(Files.readAllBytes(file), Npy::read));
        for (String name : new String[] {"i4-fortran.npy", "f4-version2.npy", "b1.npy"}) {
            formats.put(name, new Format(Files.readAllBytes(Samples.fixture(folder, name)), Npy::read));
        }
        Reader npz = (path, arena) -> Npz.read(path, arena, new Npz.Limits(100, 1 << 20));
        Npz.write(file, arrays);
        formats.put(".npz", new Format(Files.readAllBytes(file), npz));
        formats.put("deflated.npz", new Format(Files.readAllBytes(Samples.fixture(folder, "deflated.npz")), npz));
        formats.put("stored.npz", new Format(Files.readAllBytes(Samples.fixture(folder, "stored.npz")), npz));
        new Safetensors(arrays, Map.of("a", "é")).write(file);
        formats.put(".safetensors", new Format(Files.readAllBytes(file), Safetensors::read));
        GraphFile.write(file, GraphFileTest.graph());
        formats.put("graph", new Format(Files.readAllBytes(file), (path, _) -> GraphFile.read(path)));
        return formats;
    }

    @Test
    void areReadOrRefused() throws IOException {
        for (var format : formats().entrySet()) {
            Path file = folder.resolve("mutated");
            int read = 0;
            for (int i = 0; i < EACH; i++) {
                byte[] mutated = mutated(format.getValue().file, Samples.random(31L * i + 7));
                Files.write(file, mutated);
                try (Arena arena = Arena.ofConfined()) {
                    format.getValue().reader.read(file, arena);
                    read++;
                } catch (FormatException e) {
                    assertTrue(e.getMessage().startsWith(file + ", "), e.getMessage());
                } catch (Throwable e) {
                    fail(
                            format.getKey() + ", mutation " + i + ", "
                                    + HexFormat.of().formatHex(mutated),
                            e);
                }
            }
            // without any, or with nothing else, the mutations would show nothing
            int times = read;
            assertTrue(read > 0 && read < EACH, () -> format.getKey() + ": " + times + " of " + EACH + " were read");
        }
    }

    private static byte[] mutated(byte[] file, RandomGenerator random) {
        byte[] bytes = file.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, RandomGenerator random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
        byte[] copy = bytes.clone();
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> with(copy, at, (byte) (copy[at] ^ 1 << random.nextInt(8)));
            case 2 -> with(copy, at, (byte) random.nextInt());
            case 3 -> with(copy, at, (byte) "0123456789-[]{}(),'\":%e. \\n".charAt(random.nextInt(27)));
            case 4 -> with(copy, at, (byte) (random.nextBoolean() ? -1 : 0x7f));
            case 5 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            case 6 -> spliced(bytes, at, at + length, new byte[0]);
            default -> {
                int from = random.nextInt(bytes.length - length + 1);
                System.arraycopy(bytes, from, copy, at, length);
                yield copy;
            }
        };
    }

    private static byte[] with(byte[] bytes, int at, byte to) {
        bytes[at] = to;
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        byte[] all = new byte[from + between.length + bytes.length - to];
        System.arraycopy(bytes, 0, all, 0, from);
        System.arraycopy(between, 0, all, from, between.length);
        System.arraycopy(bytes, to, all, from + between.length, bytes.length - to);
        return all;
    }
}
