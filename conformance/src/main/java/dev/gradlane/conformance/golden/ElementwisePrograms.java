package dev.gradlane.conformance.golden;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.conformance.SpecialValues;
import dev.gradlane.conformance.Value;
import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Every instruction at every combination of special values; every function, with its derivatives, at special
/// values, at any bit patterns and at numbers of ordinary size.
final class ElementwisePrograms {
    private static final int DRAWN = 1500;
    private static final String SYMBOL = "B";

    private ElementwisePrograms() {}

    static List<GoldenProgram> all() {
        List<GoldenProgram> programs = new ArrayList<>();
        for (ScalarOp op : ScalarOp.values()) {
            operandTypes(op.arity()).stream()
                    .filter(types -> takes(op, types))
                    .forEach(types -> programs.add(instruction(op, types)));
        }
        for (Composite function : Functions.ALL) {
            programs.add(function(function, DType.F32));
            programs.add(function(function, DType.F64));
        }
        return programs;
    }

    private static List<List<DType>> operandTypes(int arity) {
        List<List<DType>> all = List.of(List.of());
        for (int i = 0; i < arity; i++) {
            all = all.stream()
                    .flatMap(types -> Arrays.stream(DType.values()).map(type -> {
                        List<DType> longer = new ArrayList<>(types);
                        longer.add(type);
                        return longer;
                    }))
                    .collect(Collectors.toList());
        }
        return all;
    }

    private static boolean takes(ScalarOp op, List<DType> types) {
        try {
            op.infer(types);
            return true;
        } catch (GraphException e) {
            return false;
        }
    }

    private static GoldenProgram instruction(ScalarOp op, List<DType> types) {
        GraphBuilder b = new GraphBuilder(op.symbol());
        Shape shape = Shape.of(Dim.symbol(SYMBOL));
        List<Expr> x = IntStream.range(0, types.size())
                .mapToObj(i -> b.input("x" + i, new TensorType(types.get(i), shape)))
                .toList();
        Graph graph = b.output("y", b.map(op, x)).build();
        String name = "instruction " + op.symbol() + " "
                + types.stream().map(DType::symbol).collect(Collectors.joining(" "));
        List<long[]> values = types.stream().map(type -> values(op, type)).toList();
        return program(name, graph, types, combinations(values));
    }

    /// The payload of a NaN differs between devices: `rawBits` is not asked for it.
    private static long[] values(ScalarOp op, DType type) {
        return Arrays.stream(SpecialValues.of(type))
                .filter(bits -> op != ScalarOp.RAW_BITS || !Double.isNaN(type.toDouble(bits)))
                .toArray();
    }

    /// Value and derivatives by all operands.
    private static GoldenProgram function(Composite function, DType dtype) {
        GraphBuilder b = new GraphBuilder(function.symbol());
        List<Integer> operands = IntStream.range(0, function.arity()).boxed().toList();
        List<Expr> x = operands.stream()
                .map(i -> b.input("x" + i, TensorType.scalar(dtype)))
                .toList();
        Graph sample = b.output("y", b.map((Elementwise) function, x)).build();
        Graph graph = Batch.of(Vjp.valueAndGradient(sample, operands), Set.copyOf(operands), SYMBOL);
        String name = "function " + function.symbol() + " " + dtype.symbol();
        List<DType> types = operands.stream().map(_ -> dtype).toList();
        long[] special = SpecialValues.of(dtype);
        List<long[]> rows = new ArrayList<>();
        if (function.arity() <= 2) {
            rows.addAll(combinations(types.stream().map(_ -> special).toList()));
        }
        GoldenNumbers numbers = new GoldenNumbers(name);
        for (int i = 0; i < DRAWN; i++) {
            rows.add(types.stream().mapToLong(numbers::anything).toArray());
            rows.add(types.stream().mapToLong(numbers::ordinary).toArray());
        }
        return program(name, graph, types, rows);
    }

    private static List<long[]> combinations(List<long[]> values) {
        List<long[]> rows = List.of(new long[0]);
        for (long[] column : values) {
            rows = rows.stream()
                    .flatMap(row -> Arrays.stream(column).mapToObj(bits -> {
                        long[] longer = Arrays.copyOf(row, row.length + 1);
                        longer[row.length] = bits;
                        return longer;
                    }))
                    .toList();
        }
        return rows;
    }

    private static GoldenProgram program(String name, Graph graph, List<DType> types, List<long[]> rows) {
        Map<String, Long> sizes = Map.of(SYMBOL, (long) rows.size());
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            int column = i;
            inputs.add(Value.of(
                    new TensorType(types.get(i), Shape.of(Dim.symbol(SYMBOL))),
                    sizes,
                    row -> rows.get((int) row)[column]));
        }
        return new GoldenProgram(name, Freeze.of(graph), inputs, sizes);
    }
}
