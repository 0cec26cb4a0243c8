package dev.gradlane.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Arrays and files for the tests of formats.
final class Samples {
    private Samples() {}

    /// A file of this package's resources, copied to `folder`.
    static Path fixture(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Samples.class.getResourceAsStream(name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /// Any bits, hence NaNs with payloads among them; of bool 0 and 1.
    static Array array(DType dtype, long seed, long... shape) {
        TensorType type = TensorType.of(dtype, shape);
        byte[] bytes = new byte[Math.toIntExact(type.shape().size() * dtype.bytes())];
        random(seed).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            int signalling = dtype == DType.F32 ? 0x7f : 0xff;
            if (dtype == DType.BOOL) {
                bytes[i] &= 1;
            } else if (i % dtype.bytes() == dtype.bytes() - 1 && i % 3 == 0) {
                bytes[i] = (byte) signalling;
            }
        }
        return new Array(type, MemorySegment.ofArray(bytes));
    }

    /// Every element type, shapes of every rank to 3, some without elements.
    static Map<String, Array> arrays() {
        Map<String, Array> arrays = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            arrays.put(dtype.symbol() + ".scalar", array(dtype, 1));
            arrays.put(dtype.symbol() + ".vector", array(dtype, 2, 5));
            arrays.put(dtype.symbol() + ".none", array(dtype, 3, 0, 4));
            arrays.put(dtype.symbol() + "/é \"q\" \\ \uD83D\uDE00", array(dtype, 4, 2, 3, 7));
        }
        return arrays;
    }

    static String hex(Array array) {
        return array.type() + " " + HexFormat.of().formatHex(array.data().toArray(JAVA_BYTE));
    }

    static Map<String, String> hex(Map<String, Array> arrays) {
        Map<String, String> all = new LinkedHashMap<>();
        arrays.forEach((name, array) -> all.put(name, hex(array)));
        return all;
    }
}
