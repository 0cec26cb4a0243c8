package dev.gradlane.conformance;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.text.GraphText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A graph with the inputs and sizes of one run; prints as a `.ir` file that parses back.
///
/// ```text
/// ; size N = 3
/// ; input 0x3f800000 0x40000000 0x00000000
/// graph g { … }
/// ```
record Case(Graph graph, List<Value> inputs, Map<String, Long> sizes) {
    private static final String SIZE = "; size ";
    private static final String INPUT = "; input";
    private static final long MOST_ELEMENTS = 1 << 20;

    Case {
        inputs = List.copyOf(inputs);
        sizes = Map.copyOf(sizes);
    }

    String print() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(sizes).forEach((symbol, size) -> text.append(SIZE + symbol + " = " + size + "\n"));
        for (Value input : inputs) {
            text.append(INPUT);
            for (int i = 0; i < input.size(); i++) {
                text.append(String.format(" 0x%0" + 2 * input.dtype().bytes() + "x", input.bits(i)));
            }
            text.append('\n');
        }
        return text + GraphText.print(graph);
    }

    /// @throws dev.gradlane.text.TextException if the graph does not parse
    /// @throws IllegalArgumentException if sizes or inputs do not fit the graph
    static Case parse(String text) {
        Graph graph = GraphText.parse(text);
        Map<String, Long> sizes = new TreeMap<>();
        List<List<Long>> elements = new ArrayList<>();
        for (String line : text.lines().toList()) {
            try {
                if (line.startsWith(SIZE)) {
                    String[] parts = line.substring(SIZE.length()).split("=", 2);
                    sizes.put(parts[0].strip(), Long.parseLong(parts[1].strip()));
                } else if (line.startsWith(INPUT)) {
                    elements.add(bits(line.substring(INPUT.length())));
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "expected '; size NAME = NUMBER' or '; input 0x…', found: " + line, e);
            }
        }
        return new Case(graph, inputs(graph, sizes, elements), sizes);
    }

    private static List<Long> bits(String list) {
        return list.isBlank()
                ? List.of()
                : List.of(list.strip().split(" +")).stream()
                        .map(word -> Long.parseUnsignedLong(word.replaceFirst("^0x", ""), 16))
                        .toList();
    }

    private static List<Value> inputs(Graph graph, Map<String, Long> sizes, List<List<Long>> elements) {
        List<TensorType> types = graph.inputTypes();
        if (!sizes.keySet().containsAll(graph.symbols()) || elements.size() != types.size()) {
            throw new IllegalArgumentException("graph " + graph.name() + " needs sizes of " + graph.symbols() + " and "
                    + types.size() + " inputs; the file has sizes " + sizes + " and " + elements.size() + " inputs");
        }
        requireSmall(graph, sizes);
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            List<Long> bits = elements.get(i);
            if (types.get(i).shape().size(sizes) != bits.size()) {
                throw new IllegalArgumentException(
                        "input " + i + " of type " + types.get(i) + " has " + bits.size() + " elements in the file");
            }
            inputs.add(Value.of(types.get(i), sizes, element -> bits.get((int) element)));
        }
        return inputs;
    }

    private static void requireSmall(Graph graph, Map<String, Long> sizes) {
        if (sizes.values().stream().anyMatch(size -> size < 0)) {
            throw new IllegalArgumentException("a size must not be negative: " + sizes);
        }
        for (int value = 0; value < graph.valueCount(); value++) {
            long size = graph.type(value).shape().size(sizes);
            if (size > MOST_ELEMENTS) {
                throw new IllegalArgumentException("%" + value + " has " + size + " elements, more than the "
                        + MOST_ELEMENTS + " that a replay computes");
            }
        }
    }
}
