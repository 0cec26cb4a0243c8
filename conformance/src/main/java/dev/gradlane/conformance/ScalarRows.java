package dev.gradlane.conformance;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.function.Functions;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.Table;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Every scalar instruction and every function for every element type: all pairs of special values,
/// awkward sizes, and the same program run again with other values (a stale buffer shows there).
final class ScalarRows {
    /// Around every width that a vector, a warp or a tile has.
    static final List<Integer> AWKWARD = List.of(0, 1, 4, 6, 8, 13, 127, 128, 129, 255, 257);

    private static final String SYMBOL = "N";

    private ScalarRows() {}

    static Stream<ConformanceRow> of(Device device) {
        return Stream.concat(
                Stream.of(ScalarOp.values()).flatMap(op -> signatures(op).map(types -> row(device, op, types))),
                Stream.concat(
                        Functions.ALL.stream()
                                .flatMap(f -> Stream.of(DType.F32, DType.F64)
                                        .map(dtype -> row(device, f, java.util.Collections.nCopies(f.arity(), dtype)))),
                        Stream.of(lookup(device))));
    }

    /// Operand types that the instruction takes.
    private static Stream<List<DType>> signatures(ScalarOp op) {
        List<List<DType>> legal = new ArrayList<>();
        for (DType first : DType.values()) {
            for (DType rest : op == ScalarOp.SELECT ? DType.values() : new DType[] {first}) {
                List<DType> types =
                        Stream.of(first, rest, rest).limit(op.arity()).toList();
                try {
                    op.infer(types);
                    legal.add(types);
                } catch (GraphException _) {
                    // the instruction does not take these types
                }
            }
        }
        return legal.stream();
    }

    private static ConformanceRow row(Device device, Elementwise function, List<DType> types) {
        String name = function.symbol() + " "
                + String.join(" ", types.stream().map(DType::symbol).toList());
        var b = new GraphBuilder("row");
        List<Expr> x = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            x.add(b.input("x" + i, new TensorType(types.get(i), Shape.of(Dim.symbol(SYMBOL)))));
        }
        return compared(device, name, b.output("y", b.map(function, x)).build(), function == ScalarOp.RAW_BITS);
    }

    private static ConformanceRow lookup(Device device) {
        var b = new GraphBuilder("row");
        Expr x = b.input("x", new TensorType(DType.I32, Shape.of(Dim.symbol(SYMBOL))));
        Graph graph = b.output("f32", x.and(3).lookup(Table.f32(-0f, 1, Float.MIN_VALUE, Float.NaN)))
                .output("i64", x.and(1).lookup(Table.i64(Long.MIN_VALUE, 3)))
                .build();
        return compared(device, "lookup f32 i64", graph, false);
    }

    private static ConformanceRow compared(Device device, String name, Graph graph, boolean withoutNaN) {
        Graph frozen = Freeze.of(graph);
        try (Executable executable = device.compile(frozen, CompileOptions.DEFAULT)) {
            int pairs = pairs(frozen);
            List<Integer> sizes = new ArrayList<>(AWKWARD);
            sizes.add(pairs);
            // the last size again, with other values
            sizes.add(pairs);
            for (int run = 0; run < sizes.size(); run++) {
                Map<String, Long> size = Map.of(SYMBOL, (long) sizes.get(run));
                int shift = run == sizes.size() - 1 ? 1 : 0;
                List<Value> inputs = new ArrayList<>();
                for (int i = 0; i < frozen.inputs().size(); i++) {
                    inputs.add(special(frozen.inputTypes().get(i), size, i, shift, withoutNaN));
                }
                Optional<String> difference = Value.difference(
                        Definition.run(frozen, inputs, size), DeviceRun.run(device, executable, frozen, inputs, size));
                if (difference.isPresent()) {
                    return ConformanceRow.differs(name, "size " + sizes.get(run) + ": " + difference.get());
                }
            }
            return ConformanceRow.same(name);
        } catch (RuntimeException e) {
            return ConformanceRow.differs(name, "the run failed: " + e);
        }
    }

    private static int pairs(Graph graph) {
        int most = graph.inputTypes().stream()
                .mapToInt(t -> SpecialValues.of(t.dtype()).length)
                .max()
                .orElse(1);
        return graph.inputs().size() == 1 ? most : most * most + 1;
    }

    /// Operand 0 runs through the special values, operand 1 takes one step when operand 0 is through,
    /// operand 2 moves on by seven.
    private static Value special(TensorType type, Map<String, Long> sizes, int operand, int shift, boolean withoutNaN) {
        long[] special = SpecialValues.of(type.dtype());
        int n = special.length;
        return Value.of(type, sizes, i -> {
            long at = switch (operand) {
                case 0 -> i;
                case 1 -> i / n;
                default -> 7 * i + i / n;
            };
            long bits = special[(int) ((at + shift) % n)];
            // raw bits of NaN are not defined
            return withoutNaN && Double.isNaN(type.dtype().toDouble(bits)) ? 0 : bits;
        });
    }
}
