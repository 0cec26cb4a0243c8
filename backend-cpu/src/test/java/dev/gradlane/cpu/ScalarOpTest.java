package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Table;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every scalar instruction on every type that it takes, on all combinations of special values, against [PlainJava].
final class ScalarOpTest {
    record Case(ScalarOp op, List<DType> types) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (ScalarOp op : ScalarOp.values()) {
            for (List<DType> types : tuples(List.of(DType.values()), op.arity())) {
                if (takes(op, types)) {
                    cases.add(new Case(op, types));
                }
            }
        }
        return cases.stream();
    }

    private static boolean takes(ScalarOp op, List<DType> types) {
        try {
            op.infer(types);
            return true;
        } catch (GraphException e) {
            return false;
        }
    }

    private static <T> List<List<T>> tuples(List<T> items, int length) {
        if (length == 0) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (List<T> rest : tuples(items, length - 1)) {
            for (T item : items) {
                List<T> tuple = new ArrayList<>(rest);
                tuple.add(item);
                all.add(tuple);
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isThePlainJavaExpression(Case c) {
        List<List<Long>> samples = new ArrayList<>(List.of(List.of()));
        for (DType type : c.types()) {
            List<List<Long>> longer = new ArrayList<>();
            for (List<Long> sample : samples) {
                for (long special : Specials.of(type)) {
                    // a payload that rawBits shows is not part of the contract
                    if (c.op() != ScalarOp.RAW_BITS || !Double.isNaN(type.toDouble(special))) {
                        List<Long> extended = new ArrayList<>(sample);
                        extended.add(special);
                        longer.add(extended);
                    }
                }
            }
            samples = longer;
        }
        int n = samples.size();
        var b = new GraphBuilder(c.op().symbol());
        List<Expr> x = new ArrayList<>();
        long[][] inputs = new long[c.types().size()][n];
        for (int i = 0; i < inputs.length; i++) {
            x.add(b.input("x" + i, TensorType.of(c.types().get(i), n)));
            for (int j = 0; j < n; j++) {
                inputs[i][j] = samples.get(j).get(i);
            }
        }
        Expr y = b.map(c.op(), x);
        Graph graph = b.output("y", y).build();
        long[] expected = new long[n];
        for (int j = 0; j < n; j++) {
            expected[j] = PlainJava.apply(c.op(), c.types(), samples.get(j));
        }
        Bits.requireSame(c.toString(), y.dtype(), expected, OnCpu.result(graph, inputs));
    }

    @Test
    void bitsOfEveryNanAreCanonical() {
        var b = new GraphBuilder("bits");
        b.output("y", b.input("x", TensorType.of(DType.F32, 3)).bits());
        Bits.requireSame(
                "bits",
                DType.I32,
                new long[] {0x7fc00000L, 0x7fc00000L, 0x7fc00000L},
                OnCpu.result(b.build(), new long[] {0x7f800001L, 0xffc12345L, 0x7fc00000L}));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void lookupReadsTheTable(Table table) {
        int n = table.bits().size();
        long[] index = new long[n];
        long[] expected = new long[n];
        for (int i = 0; i < n; i++) {
            index[i] = n - 1 - i;
            expected[i] = table.bits().get(n - 1 - i);
        }
        var b = new GraphBuilder("lookup");
        b.output("y", b.input("x", TensorType.of(DType.I32, n)).lookup(table));
        Bits.requireSame("lookup", table.dtype(), expected, OnCpu.result(b.build(), index));
    }

    static Stream<Table> tables() {
        return Stream.of(
                Table.f32(1, -0f, Float.NaN),
                Table.f64(0.1, -0.0, Double.MIN_VALUE, 7),
                Table.i32(-1, Integer.MIN_VALUE),
                Table.i64(Long.MIN_VALUE, -1, 5),
                new Table(DType.BOOL, List.of(1L, 0L)));
    }
}
