package dev.gradlane.conformance;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One way in which a device breaks the numerics contract.
///
/// @param isSilent whether it keeps faults to itself
/// @param rows the part of the kit that must catch it; none where only random graphs can
record PlantedFault(
        String name,
        Folds.Instructions scalar,
        Function<Folds.Instructions, Folds> folds,
        UnaryOperator<Graph> graph,
        boolean losesTail,
        boolean isStale,
        boolean isSilent,
        Function<Device, Stream<ConformanceRow>> rows) {
    @Override
    public String toString() {
        return name;
    }

    static final PlantedFault NONE =
            new PlantedFault("none", Scalars::apply, Folds::new, g -> g, false, false, false, _ -> Stream.empty());

    static Stream<PlantedFault> all() {
        return Stream.of(
                graph("contraction of a·b + c", PlantedFault::contracted),
                control(
                        "loop in the other order",
                        op -> op instanceof Op.Scan s
                                ? new Op.Scan(s.body(), s.consts(), s.carry(), s.sums(), s.length(), !s.reversed())
                                : op),
                control("branches swapped", op -> op instanceof Op.Cond c ? new Op.Cond(c.ifFalse(), c.ifTrue()) : op),
                control("ended samples go on", op -> op instanceof Op.While w ? w.with(PlantedFault::unmasked) : op),
                folds("sum in sequence", scalar -> new Folds(scalar) {
                    @Override
                    long sum(DType dtype, long[] x) {
                        long total = dtype.bitsOf(-0.0);
                        for (long element : x) {
                            total = scalar.apply(ScalarOp.ADD, dtype, total, element);
                        }
                        return x.length == 0 ? dtype.bitsOf(0.0) : total;
                    }
                }),
                folds("sum that starts at +0", scalar -> new Folds(scalar) {
                    @Override
                    long sum(DType dtype, long[] x) {
                        return scalar.apply(ScalarOp.ADD, dtype, dtype.bitsOf(0.0), super.sum(dtype, x));
                    }
                }),
                folds("prod in sequence", scalar -> new Folds(scalar) {
                    @Override
                    long halves(DType dtype, long[] x) {
                        long total = dtype.bitsOf(1);
                        for (long element : x) {
                            total = scalar.apply(ScalarOp.MUL, dtype, total, element);
                        }
                        return total;
                    }
                }),
                folds("dot without blocks", scalar -> new Folds(scalar) {
                    @Override
                    long chain(DType dtype, long[] a, long[] b) {
                        long total = dtype.bitsOf(a.length == 0 ? 0.0 : -0.0);
                        for (int k = 0; k < a.length; k++) {
                            total = scalar.apply(ScalarOp.FMA, dtype, a[k], b[k], total);
                        }
                        return total;
                    }
                }),
                folds(
                        "scatterAdd without blocks",
                        scalar -> new Folds(scalar) {
                            @Override
                            long scatterAdd(DType dtype, long operand, int position, long[] positions, long[] updates) {
                                long total = operand;
                                for (int k = 0; k < positions.length; k++) {
                                    if (positions[k] == position) {
                                        total = scalar.apply(ScalarOp.ADD, dtype, total, updates[k]);
                                    }
                                }
                                return total;
                            }
                        },
                        IndexRows::of),
                folds(
                        "scatterAdd keeps the last of equal indices",
                        scalar -> new Folds(scalar) {
                            @Override
                            long scatterAdd(DType dtype, long operand, int position, long[] positions, long[] updates) {
                                for (int k = positions.length - 1; k >= 0; k--) {
                                    if (positions[k] == position) {
                                        return scalar.apply(ScalarOp.ADD, dtype, operand, updates[k]);
                                    }
                                }
                                return operand;
                            }
                        },
                        IndexRows::of),
                folds(
                        "cumSum in sequence",
                        scalar -> new Folds(scalar) {
                            @Override
                            long[] cumSum(DType dtype, long[] x) {
                                long[] y = x.clone();
                                for (int i = 1; i < y.length; i++) {
                                    y[i] = scalar.apply(ScalarOp.ADD, dtype, y[i - 1], y[i]);
                                }
                                return y;
                            }
                        },
                        LineRows::of),
                folds(
                        "sort puts -0 and +0 together",
                        scalar -> new Folds(scalar) {
                            @Override
                            int compare(DType dtype, long a, long b) {
                                return dtype.isFloat() && dtype.toDouble(a) == 0 && dtype.toDouble(b) == 0
                                        ? 0
                                        : super.compare(dtype, a, b);
                            }
                        },
                        LineRows::of),
                folds(
                        "sort turns equals around",
                        scalar -> new Folds(scalar) {
                            @Override
                            long[] sorted(DType dtype, long[] x) {
                                long[] turned = x.clone();
                                for (int i = 0; i < x.length; i++) {
                                    turned[i] = x[x.length - 1 - i];
                                }
                                long[] order = super.sorted(dtype, turned);
                                for (int i = 0; i < order.length; i++) {
                                    order[i] = x.length - 1 - order[i];
                                }
                                return order;
                            }
                        },
                        LineRows::of),
                graph("triangularSolve not transposed", PlantedFault::notTransposed, MatrixRows::of),
                graph("gather of the first sample for all", PlantedFault::ofFirstSample, IndexRows::of),
                new PlantedFault(
                        "index out of range not told",
                        Scalars::apply,
                        Folds::new,
                        g -> g,
                        false,
                        false,
                        true,
                        FaultRows::of),
                new PlantedFault(
                        "tail off by one", Scalars::apply, Folds::new, g -> g, true, false, false, ArrayRows::of),
                new PlantedFault(
                        "stale buffer", Scalars::apply, Folds::new, g -> g, false, true, false, ScalarRows::of),
                scalar("max drops NaN", ScalarOp.MAX, (dtype, x) -> isNaN(dtype, x[0]) ? x[1] : max(dtype, x)),
                scalar("min drops NaN", ScalarOp.MIN, (dtype, x) -> isNaN(dtype, x[1]) ? x[0] : min(dtype, x)),
                scalar(
                        "max of -0 and +0",
                        ScalarOp.MAX,
                        (dtype, x) -> dtype.toDouble(x[0]) >= dtype.toDouble(x[1]) ? x[0] : max(dtype, x)),
                scalar("-0 lost by neg", ScalarOp.NEG, (dtype, x) -> apply(ScalarOp.SUB, dtype, 0, x[0])),
                scalar(
                        "fma rounds twice",
                        ScalarOp.FMA,
                        (dtype, x) -> apply(ScalarOp.ADD, dtype, apply(ScalarOp.MUL, dtype, x[0], x[1]), x[2])),
                scalar(
                        "division by the reciprocal",
                        ScalarOp.DIV,
                        (dtype, x) ->
                                apply(ScalarOp.MUL, dtype, x[0], apply(ScalarOp.DIV, dtype, dtype.bitsOf(1), x[1]))),
                scalar("subnormals flushed", ScalarOp.MUL, (dtype, x) -> flushed(dtype, apply(ScalarOp.MUL, dtype, x))),
                scalar(
                        "float to int of NaN",
                        ScalarOp.TO_I32,
                        (dtype, x) -> isNaN(dtype, x[0]) ? 0x80000000L : apply(ScalarOp.TO_I32, dtype, x)),
                scalar(
                        "float to int wraps",
                        ScalarOp.TO_I32,
                        (dtype, x) -> dtype.isFloat()
                                ? (int) (long) dtype.toDouble(x[0]) & 0xffffffffL
                                : apply(ScalarOp.TO_I32, dtype, x)),
                scalar(
                        "shift not masked",
                        ScalarOp.SHL,
                        (dtype, x) -> Long.compareUnsigned(x[1], 8L * dtype.bytes()) >= 0
                                ? 0
                                : apply(ScalarOp.SHL, dtype, x)),
                scalar("arithmetic for logical shift", ScalarOp.USHR, (dtype, x) -> apply(ScalarOp.SHR, dtype, x)),
                scalar("swapped operands", ScalarOp.SUB, (dtype, x) -> apply(ScalarOp.SUB, dtype, x[1], x[0])),
                scalar("signed for unsigned compare", ScalarOp.LTU, (dtype, x) -> apply(ScalarOp.LT, dtype, x)),
                scalar(
                        "rint rounds half up",
                        ScalarOp.RINT,
                        (dtype, x) -> dtype.bitsOf(Math.floor(dtype.toDouble(x[0]) + 0.5))),
                scalar(
                        "NaN compares equal",
                        ScalarOp.EQ,
                        (dtype, x) -> x[0] == x[1] ? 1 : apply(ScalarOp.EQ, dtype, x)));
    }

    private interface Fault {
        long apply(DType dtype, long[] x);
    }

    /// `op` replaced by `fault`; every other instruction as defined.
    private static PlantedFault scalar(String name, ScalarOp op, Fault fault) {
        Folds.Instructions scalar = (o, dtype, x) -> o == op ? fault.apply(dtype, x) : Scalars.apply(o, dtype, x);
        return new PlantedFault(name, scalar, Folds::new, g -> g, false, false, false, ScalarRows::of);
    }

    private static PlantedFault folds(String name, Function<Folds.Instructions, Folds> folds) {
        return folds(name, folds, ArrayRows::of);
    }

    private static PlantedFault folds(
            String name, Function<Folds.Instructions, Folds> folds, Function<Device, Stream<ConformanceRow>> rows) {
        return new PlantedFault(name, Scalars::apply, folds, g -> g, false, false, false, rows);
    }

    private static PlantedFault graph(String name, UnaryOperator<Graph> change) {
        return graph(name, change, _ -> Stream.empty());
    }

    private static PlantedFault graph(
            String name, UnaryOperator<Graph> change, Function<Device, Stream<ConformanceRow>> rows) {
        return new PlantedFault(name, Scalars::apply, Folds::new, change, false, false, false, rows);
    }

    private static Graph notTransposed(Graph graph) {
        List<Node> nodes = graph.nodes().stream()
                .map(node -> node.op() instanceof Op.TriangularSolve
                        ? new Node(
                                node.first(),
                                new Op.TriangularSolve(false),
                                node.operands(),
                                node.results(),
                                node.origin())
                        : node)
                .toList();
        return new Graph(graph.name(), nodes, graph.outputs());
    }

    /// Indices that differ by sample are taken from sample 0.
    private static Graph ofFirstSample(Graph graph) {
        GraphBuilder b = new GraphBuilder(graph.name());
        Expr[] values = new Expr[graph.valueCount()];
        for (Node node : graph.nodes()) {
            List<Expr> x = new ArrayList<>(
                    node.operands().stream().map(id -> values[id]).toList());
            if (node.op() instanceof Op.Gather(int _, int batch)
                    && batch > 0
                    && !x.get(1).shape().dim(0).is(0)) {
                Expr indices = x.get(1);
                Expr outer = b.constant(TensorType.scalar(DType.I32), 0);
                List<Integer> axes =
                        IntStream.range(1, indices.shape().rank()).boxed().toList();
                x.set(1, indices.gather(outer, 0, 0).broadcast(indices.shape(), axes));
            }
            List<Expr> results = b.emit(node.op(), x);
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        graph.outputs().forEach(o -> b.output(o.name(), values[o.value()]));
        return b.build();
    }

    private static PlantedFault control(String name, UnaryOperator<Op> change) {
        UnaryOperator<Graph> graph = g -> new Graph(
                g.name(),
                g.nodes().stream()
                        .map(n -> new Node(n.first(), change.apply(n.op()), n.operands(), n.results(), n.origin()))
                        .toList(),
                g.outputs());
        return new PlantedFault(name, Scalars::apply, Folds::new, graph, false, false, false, ControlRows::of);
    }

    /// Selections between the next state and the one before replaced by the next.
    private static Graph unmasked(Graph step) {
        return new Graph(
                step.name(),
                step.nodes(),
                step.outputs().stream()
                        .map(o -> {
                            Node node = step.definition(o.value());
                            return node.op().equals(new Op.Map(ScalarOp.SELECT))
                                    ? new Graph.Output(o.name(), node.operands().get(1))
                                    : o;
                        })
                        .toList());
    }

    private static Graph contracted(Graph graph) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean isSum = node.op().equals(new Op.Map(ScalarOp.ADD))
                    && node.results().getFirst().dtype().isFloat();
            Node product = isSum ? graph.definition(node.operands().getFirst()) : node;
            if (isSum && product.op().equals(new Op.Map(ScalarOp.MUL))) {
                List<Integer> operands = List.of(
                        product.operands().get(0),
                        product.operands().get(1),
                        node.operands().get(1));
                nodes.add(new Node(node.first(), new Op.Map(ScalarOp.FMA), operands, node.results(), node.origin()));
            } else {
                nodes.add(node);
            }
        }
        return new Graph(graph.name(), nodes, graph.outputs());
    }

    private static long flushed(DType dtype, long bits) {
        double value = Math.abs(dtype.toDouble(bits));
        double least = dtype == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        return dtype.isFloat() && value < least ? 0 : bits;
    }

    private static boolean isNaN(DType dtype, long bits) {
        return dtype.isFloat() && Double.isNaN(dtype.toDouble(bits));
    }

    private static long max(DType dtype, long[] x) {
        return apply(ScalarOp.MAX, dtype, x);
    }

    private static long min(DType dtype, long[] x) {
        return apply(ScalarOp.MIN, dtype, x);
    }

    private static long apply(ScalarOp op, DType dtype, long... x) {
        return Scalars.apply(op, dtype, x);
    }
}
