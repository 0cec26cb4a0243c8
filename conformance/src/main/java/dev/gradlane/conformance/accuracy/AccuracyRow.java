package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a measurement found, as it stands in the results' file: a line, with tabs between.
///
/// @param name the function, `exp′` for a derivative
/// @param dtype its type
/// @param exhaustive whether all inputs were run
/// @param judged how many inputs were compared with the truth; the others are special values, or not promised
/// @param ulps the largest error
/// @param worst bits of the input where, hexadecimal
/// @param misrounded how many results are not the number nearest to the truth
/// @param oracle how many inputs the 60-digit oracle itself judged
/// @param devices how many blocks of inputs gave these bits, by device
/// @param bits a digest of all blocks' digests
/// @param graph the digest of the frozen graph
public record AccuracyRow(
        String name,
        DType dtype,
        boolean exhaustive,
        long judged,
        double ulps,
        String worst,
        long misrounded,
        long oracle,
        Map<String, Integer> devices,
        String bits,
        String graph) {
    static final String HEADER =
            "# function\ttype\tinputs\tjudged\tmax ulp\tat\tmisrounded\tby the oracle\tdevices\tbits\tfrozen graph";

    public AccuracyRow {
        devices = new TreeMap<>(devices);
    }

    String key() {
        return name + "\t" + dtype.symbol();
    }

    /// The same row after another device gave its bits in so many blocks.
    public AccuracyRow withDevice(String token, int blocks) {
        Map<String, Integer> more = new TreeMap<>(devices);
        more.put(token, blocks);
        return new AccuracyRow(name, dtype, exhaustive, judged, ulps, worst, misrounded, oracle, more, bits, graph);
    }

    String line() {
        String on = devices.isEmpty()
                ? "-"
                : devices.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(","));
        return String.join(
                "\t",
                name,
                dtype.symbol(),
                exhaustive ? "all" : "sampled",
                Long.toString(judged),
                Double.toString(ulps),
                worst,
                Long.toString(misrounded),
                Long.toString(oracle),
                on,
                bits,
                graph);
    }

    /// @throws IllegalArgumentException if this is no such line
    static AccuracyRow parse(String line) {
        List<String> cells = List.of(line.split("\t", -1));
        if (cells.size() != 11) {
            throw new IllegalArgumentException("11 columns are needed, not " + cells.size() + ": " + line);
        }
        Map<String, Integer> devices = new TreeMap<>();
        if (!cells.get(8).equals("-")) {
            for (String device : cells.get(8).split(",")) {
                int equals = device.lastIndexOf('=');
                devices.put(device.substring(0, equals), Integer.parseInt(device.substring(equals + 1)));
            }
        }
        return new AccuracyRow(
                cells.get(0),
                DType.named(cells.get(1)).orElseThrow(),
                cells.get(2).equals("all"),
                Long.parseLong(cells.get(3)),
                Double.parseDouble(cells.get(4)),
                cells.get(5),
                Long.parseLong(cells.get(6)),
                Long.parseLong(cells.get(7)),
                devices,
                cells.get(9),
                cells.get(10));
    }
}
