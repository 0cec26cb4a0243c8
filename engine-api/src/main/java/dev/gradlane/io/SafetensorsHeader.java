package dev.gradlane.io;

import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Reads a header that is JSON already as arrays in the buffer behind it.
///
/// @param offset where the buffer starts in the file
/// @param size the buffer's bytes
record SafetensorsHeader(Place place, long offset, long size) {
    private static final Set<String> KEYS = Set.of("dtype", "shape", "data_offsets");

    /// @param from first byte in the buffer
    /// @param to byte behind the last
    private record Range(String name, long from, long to, long at) {}

    Safetensors arrays(Json header, MemorySegment file) throws FormatException {
        Map<String, Array> arrays = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Range> ranges = new ArrayList<>();
        for (var entry : members(header, "the header").entrySet()) {
            if (entry.getKey().equals(Safetensors.METADATA)) {
                for (var text : members(entry.getValue(), Safetensors.METADATA).entrySet()) {
                    metadata.put(text.getKey(), text(text.getValue(), "a text of " + Safetensors.METADATA));
                }
            } else {
                arrays.put(entry.getKey(), array(entry.getKey(), entry.getValue(), file, ranges));
            }
        }
        requireCovered(ranges);
        return new Safetensors(arrays, metadata);
    }

    private Array array(String name, Json json, MemorySegment file, List<Range> ranges) throws FormatException {
        String of = " of array " + Json.quoted(name);
        Map<String, Json> members = members(json, "array " + Json.quoted(name));
        if (!members.keySet().equals(KEYS)) {
            throw place.error(json.at(), "expected dtype, shape and data_offsets" + of + ", found " + members.keySet());
        }
        DType dtype = dtype(members.get("dtype"), of);
        List<Long> shape = numbers(members.get("shape"), "the shape" + of);
        if (shape.size() > Sizes.MAX_RANK) {
            throw place.error(members.get("shape").at(), "more than " + Sizes.MAX_RANK + " axes" + of);
        }
        OptionalLong bytes = Sizes.bytes(dtype, shape);
        if (bytes.isEmpty()) {
            throw place.error(
                    members.get("shape").at(), "the shape " + shape + of + " has more bytes than 63 bits count");
        }
        Json at = members.get("data_offsets");
        List<Long> offsets = numbers(at, "data_offsets" + of);
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > size) {
            throw place.error(
                    at.at(),
                    "expected two ascending offsets within the " + size + " bytes of elements" + of + ", found "
                            + offsets);
        }
        if (offsets.get(1) - offsets.get(0) != bytes.getAsLong()) {
            throw place.error(
                    at.at(),
                    "expected " + bytes.getAsLong() + " bytes for " + Sizes.type(dtype, shape) + of + ", found "
                            + (offsets.get(1) - offsets.get(0)));
        }
        ranges.add(new Range(name, offsets.get(0), offsets.get(1), at.at()));
        MemorySegment data = file.asSlice(offset + offsets.get(0), bytes.getAsLong());
        OptionalLong wrong = Sizes.wrongBool(dtype, data);
        if (wrong.isPresent()) {
            throw place.error(offset + offsets.get(0) + wrong.getAsLong(), "expected 0 or 1 as an element" + of);
        }
        return new Array(Sizes.type(dtype, shape), data);
    }

    /// Every byte of the buffer belongs to one array.
    private void requireCovered(List<Range> ranges) throws FormatException {
        List<Range> sorted = ranges.stream()
                .sorted(Comparator.comparingLong(Range::from).thenComparingLong(Range::to))
                .toList();
        long end = 0;
        for (Range range : sorted) {
            if (range.from != end) {
                throw place.error(
                        range.at,
                        "array " + Json.quoted(range.name) + " starts at offset " + range.from
                                + (range.from < end ? ", inside the one before it" : ", after a gap")
                                + ": expected " + end);
            }
            end = range.to;
        }
        if (end != size) {
            throw place.error(
                    offset + end,
                    "expected the end of the file after the last array, found " + (size - end) + " more bytes");
        }
    }

    private DType dtype(Json json, String of) throws FormatException {
        String symbol = text(json, "dtype" + of);
        for (DType dtype : DType.values()) {
            if (symbol.equals(Safetensors.symbol(dtype))) {
                return dtype;
            }
        }
        throw place.error(
                json.at(),
                "expected F32, F64, I32, I64 or BOOL as dtype" + of + ", found " + Json.quoted(symbol)
                        + ": convert the array before saving");
    }

    private Map<String, Json> members(Json json, String what) throws FormatException {
        if (json instanceof Json.Members members) {
            return members.values();
        }
        throw place.error(json.at(), "expected an object as " + what);
    }

    private String text(Json json, String what) throws FormatException {
        if (json instanceof Json.Text text) {
            return text.value();
        }
        throw place.error(json.at(), "expected a string as " + what);
    }

    /// Whole numbers of at least 0.
    private List<Long> numbers(Json json, String what) throws FormatException {
        if (!(json instanceof Json.Items items)) {
            throw place.error(json.at(), "expected a list as " + what);
        }
        List<Long> numbers = new ArrayList<>();
        for (Json value : items.values()) {
            String digits = value instanceof Json.Number number ? number.digits() : "";
            try {
                if (!digits.matches("[0-9]{1,19}")) {
                    throw new NumberFormatException(digits);
                }
                numbers.add(Long.parseLong(digits));
            } catch (NumberFormatException _) {
                throw place.error(value.at(), "expected whole numbers from 0 to 2^63-1 in " + what);
            }
        }
        return numbers;
    }
}
