package dev.gradlane.io;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Named arrays in the safetensors format: eight bytes with the header's length, a JSON header with type, shape and
/// offsets of every array, and the elements without gaps. Types `F32`, `F64`, `I32`, `I64` and `BOOL`; a file with an
/// array of another type is refused. Reading maps the file.
///
/// Source: the format's description in the repository `huggingface/safetensors` (README, section *Format*), version
/// 0.x: header at most 100 MB, starting with `{`, padded with spaces; no key twice; the buffer covered without gap
/// or overlap.
///
/// @param arrays by name
/// @param metadata the header's `__metadata__`, texts by name; empty where it has none
public record Safetensors(Map<String, Array> arrays, Map<String, String> metadata) {
    static final long MAX_HEADER = 100_000_000;
    static final String METADATA = "__metadata__";

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public Safetensors {
        if (arrays.containsKey(METADATA)) {
            throw new IllegalArgumentException("an array cannot have the name " + METADATA);
        }
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// Arrays without metadata.
    public Safetensors(Map<String, Array> arrays) {
        this(arrays, Map.of());
    }

    /// The arrays of `file`, mapped for as long as they are reachable.
    ///
    /// @throws FormatException if the content does not follow the format
    /// @throws IOException if the file cannot be read
    public static Safetensors read(Path file) throws IOException {
        return read(file, Arena.ofAuto());
    }

    /// The arrays of `file` in the header's order: read-only views of the file, mapped into `arena`.
    ///
    /// @throws FormatException if the content does not follow the format
    /// @throws IOException if the file cannot be read
    public static Safetensors read(Path file, Arena arena) throws IOException {
        Place place = Place.in(file);
        MemorySegment all = Mapping.of(file, arena);
        if (all.byteSize() < 8) {
            throw place.error(0, "expected the eight bytes of the header's length, the file has " + all.byteSize());
        }
        long length = all.get(LONG, 0);
        if (length < 0 || length > MAX_HEADER) {
            throw place.error(
                    0,
                    "a header of " + Long.toUnsignedString(length) + " bytes: at most " + MAX_HEADER + " are allowed");
        }
        if (length > all.byteSize() - 8) {
            throw place.error(0, "a header of " + length + " bytes goes past the end of " + all.byteSize() + " bytes");
        }
        if (length == 0 || all.get(ValueLayout.JAVA_BYTE, 8) != '{') {
            throw place.error(8, "expected '{', the start of the header");
        }
        byte[] header = all.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE);
        return new SafetensorsHeader(place, 8 + length, all.byteSize() - 8 - length)
                .arrays(Json.parse(place, header, 8), all);
    }

    static String symbol(DType dtype) {
        return switch (dtype) {
            case F32 -> "F32";
            case F64 -> "F64";
            case I32 -> "I32";
            case I64 -> "I64";
            case BOOL -> "BOOL";
        };
    }

    /// Writes this, wide elements first and then by name, so that all lie at a multiple of their size; an existing
    /// file is replaced.
    ///
    /// @throws IOException if the file cannot be written; then nothing has changed
    public void write(Path file) throws IOException {
        List<Map.Entry<String, Array>> sorted = arrays.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, Array>, Integer>comparing(
                                e -> -e.getValue().type().dtype().bytes())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        byte[] header = header(sorted).getBytes(StandardCharsets.UTF_8);
        if (header.length > MAX_HEADER) {
            throw new IOException(file + ": a header of " + header.length + " bytes, safetensors allows " + MAX_HEADER);
        }
        AtomicFile.write(file, sink -> {
            MemorySegment length = MemorySegment.ofArray(new byte[8]);
            length.set(LONG, 0, header.length);
            sink.write(length);
            sink.write(header);
            for (var entry : sorted) {
                sink.write(entry.getValue().data());
            }
        });
    }

    private String header(List<Map.Entry<String, Array>> sorted) {
        StringBuilder out = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            out.append(Json.quoted(METADATA))
                    .append(':')
                    .append(metadata.entrySet().stream()
                            .map(e -> Json.quoted(e.getKey()) + ":" + Json.quoted(e.getValue()))
                            .collect(Collectors.joining(",", "{", "}")));
        }
        long at = 0;
        for (var entry : sorted) {
            Array array = entry.getValue();
            String shape =
                    array.type().shape().dims().stream().map(Dim::toString).collect(Collectors.joining(","));
            out.append(out.length() > 1 ? "," : "")
                    .append(Json.quoted(entry.getKey()))
                    .append(":{\"dtype\":\"")
                    .append(symbol(array.type().dtype()))
                    .append("\",\"shape\":[")
                    .append(shape)
                    .append("],\"data_offsets\":[")
                    .append(at)
                    .append(',')
                    .append(at += array.data().byteSize())
                    .append("]}");
        }
        out.append('}');
        int bytes = out.toString().getBytes(StandardCharsets.UTF_8).length;
        return out + " ".repeat((8 - bytes % 8) % 8);
    }
}
