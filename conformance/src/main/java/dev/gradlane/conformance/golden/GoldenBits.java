package dev.gradlane.conformance.golden;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.conformance.ConformanceRow;
import dev.gradlane.conformance.DeviceRun;
import dev.gradlane.conformance.Refusals;
import dev.gradlane.conformance.Value;
import dev.gradlane.graph.DType;
import dev.gradlane.pass.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The file of golden bits: a header that names the version of the numerics, then per program its name, the
/// digest of its frozen graph and the SHA-256 over its outputs' bits, with tabs between.
public final class GoldenBits {
    static final String RESOURCE = "golden-bits.txt";
    private static final String VERSION = "# numerics ";
    private static final String REFUSED = "refused ";

    private final int version;
    private final Map<String, Line> lines;

    /// @param bits a digest, or of what the device lacks and refuses, [#REFUSED] and the kind
    record Line(String graph, String bits) {
        boolean isRefused() {
            return bits.startsWith(REFUSED);
        }
    }

    private GoldenBits(int version, Map<String, Line> lines) {
        this.version = version;
        this.lines = lines;
    }

    /// What this kit was built with; empty when the file is absent.
    static Optional<GoldenBits> built() {
        try (InputStream in = GoldenBits.class.getResourceAsStream(RESOURCE)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<GoldenBits> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(parse(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, print());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `device` computes.
    static GoldenBits of(Device device) {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (GoldenProgram program : GoldenProgram.all()) {
            Line line = new Line(Digest.of(program.graph()), bits(device, program));
            if (lines.put(program.name(), line) != null) {
                throw new IllegalStateException("two programs are called '" + program.name() + "'");
            }
        }
        return new GoldenBits(Digest.NUMERICS, lines);
    }

    /// Of each device the first program whose bits on it are not those on file, if one is among those whose names
    /// begin as said; those after it are not run.
    public static Map<Device, ConformanceRow> firstDifferences(Map<Device, String> beginnings) {
        GoldenBits file = built().orElseThrow(() -> new IllegalStateException(RESOURCE + " is missing"));
        Map<Device, ConformanceRow> found = new LinkedHashMap<>();
        for (GoldenProgram program : GoldenProgram.all()) {
            beginnings.forEach((device, beginning) -> {
                if (program.name().startsWith(beginning) && !found.containsKey(device)) {
                    ConformanceRow row = file.row(device, program);
                    if (row.differs()) {
                        found.put(device, row);
                    }
                }
            });
        }
        return found;
    }

    /// A row for each program: whether `device` gives the bits on file.
    public static List<ConformanceRow> rows(Device device) {
        GoldenBits file = built().orElseThrow(() -> new IllegalStateException(RESOURCE + " is missing"));
        return GoldenProgram.all().stream().map(p -> file.row(device, p)).toList();
    }

    private ConformanceRow row(Device device, GoldenProgram program) {
        String name = "golden bits of " + program.name();
        String expected = lines.containsKey(program.name()) ? lines.get(program.name()).bits : "none";
        try {
            String actual = bits(device, program);
            boolean differs = !actual.equals(expected) && !actual.startsWith(REFUSED);
            return new ConformanceRow(name, differs, differs ? actual + ", on file " + expected : "");
        } catch (RuntimeException e) {
            return new ConformanceRow(name, true, "the run failed: " + e);
        }
    }

    private static String bits(Device device, GoldenProgram program) {
        Optional<String> lacking = Refusals.lacking(device, program.graph());
        if (lacking.isPresent()) {
            return Refusals.difference(device, program.graph()).orElse(REFUSED + lacking.get());
        }
        List<Value> outputs =
                DeviceRun.of(device, program.graph(), CompileOptions.DEFAULT, program.inputs(), program.sizes());
        MessageDigest hash = sha256();
        outputs.forEach(value -> update(hash, value));
        return "sha256:" + HexFormat.of().formatHex(hash.digest());
    }

    /// Elements little-endian, every NaN the canonical one: `bits` of the contract.
    private static void update(MessageDigest hash, Value value) {
        DType dtype = value.dtype();
        byte[] bytes = new byte[value.size() * dtype.bytes()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (canonical(dtype, value.bits(i / dtype.bytes())) >>> 8 * (i % dtype.bytes()));
        }
        hash.update(bytes);
    }

    private static long canonical(DType dtype, long bits) {
        return dtype.isFloat() && Double.isNaN(dtype.toDouble(bits)) ? dtype.bitsOf(Double.NaN) : bits;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    int version() {
        return version;
    }

    /// Programs whose graph or bits are others in `actual`, one sentence each.
    List<String> differences(GoldenBits actual) {
        List<String> differences = new ArrayList<>();
        lines.forEach((name, line) -> {
            Line now = actual.lines.get(name);
            if (now == null) {
                differences.add(name + ": the program is gone");
            } else if (!now.isRefused() && !line.bits.equals(now.bits)) {
                differences.add(name + ": other bits, " + now.bits
                        + (line.graph.equals(now.graph) ? "" : ", and another graph"));
            } else if (!line.graph.equals(now.graph)) {
                differences.add(name + ": the same bits, but the frozen graph is now " + now.graph);
            }
        });
        return differences;
    }

    /// Programs of `actual` that this file lacks.
    List<String> missing(GoldenBits actual) {
        return actual.lines.keySet().stream()
                .filter(name -> !lines.containsKey(name))
                .toList();
    }

    /// This file and the programs of `actual` that it lacks; no line changes.
    GoldenBits with(GoldenBits actual) {
        Map<String, Line> all = new LinkedHashMap<>();
        actual.lines.forEach((name, line) -> all.put(name, lines.getOrDefault(name, line)));
        lines.forEach(all::putIfAbsent);
        return new GoldenBits(version, all);
    }

    String print() {
        StringBuilder text = new StringBuilder();
        text.append("# Golden bits: name, digest of the frozen graph, digest of the results' bits.\n");
        text.append("# They are part of the interface. A line that changes is a new version of the numerics.\n");
        text.append(VERSION).append(version).append('\n');
        lines.forEach((name, line) -> text.append(name)
                .append('\t')
                .append(line.graph)
                .append('\t')
                .append(line.bits)
                .append('\n'));
        return text.toString();
    }

    static GoldenBits parse(String text) {
        int version = 0;
        Map<String, Line> lines = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] parts = line.split("\t");
            if (line.startsWith(VERSION)) {
                version = Integer.parseInt(line.substring(VERSION.length()));
            } else if (parts.length == 3) {
                lines.put(parts[0], new Line(parts[1], parts[2]));
            } else if (!line.startsWith("#")) {
                throw new IllegalArgumentException("golden bits have three columns with tabs between: " + line);
            }
        }
        return new GoldenBits(version, lines);
    }
}
