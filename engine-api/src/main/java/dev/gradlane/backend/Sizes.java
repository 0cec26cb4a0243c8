package dev.gradlane.backend;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.Map;

/// The size of every symbol in one run; no product of extents in the graph exceeds what a `long` counts in bytes.
public record Sizes(Map<String, Long> symbols) {
    public Sizes {
        symbols = Map.copyOf(symbols);
    }

    /// @throws BackendException if a symbol has no size or a bad one, or a value would be too large
    public static Sizes of(Graph graph, Map<String, Long> symbols) {
        for (String symbol : graph.symbols()) {
            Long size = symbols.get(symbol);
            if (size == null || size < 0) {
                throw new BackendException("graph " + graph.name() + ": the symbol " + symbol
                        + (size == null ? " has no size in this run" : " cannot have the size " + size));
            }
        }
        Sizes sizes = new Sizes(symbols);
        for (Node node : graph.nodes()) {
            for (TensorType type : node.results()) {
                sizes.bytes(type);
            }
            if (node.op() instanceof Op.Extent(Shape shape)) {
                sizes.count(shape);
            }
            if (node.op() instanceof Op.Control control) {
                control.bodies().forEach(body -> of(body, symbols));
            }
        }
        return sizes;
    }

    /// Number of elements.
    public long count(Shape shape) {
        try {
            return shape.size(symbols);
        } catch (GraphException e) {
            throw new BackendException(e.getMessage() + " where " + symbols, e);
        }
    }

    /// Bytes of a dense value.
    public long bytes(TensorType type) {
        try {
            return Math.multiplyExact(count(type.shape()), type.dtype().bytes());
        } catch (ArithmeticException e) {
            throw new BackendException("a value " + type + " where " + symbols + " has more than 2^63-1 bytes", e);
        }
    }

    /// The extents of `shape`, outermost first.
    public long[] extents(Shape shape) {
        return shape.dims().stream()
                .mapToLong(dim -> switch (dim) {
                    case Dim.Fixed(long size) -> size;
                    case Dim.Symbol(String name) -> symbols.get(name);
                })
                .toArray();
    }
}
