package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import java.util.stream.Stream;

/// Sums in another order, and sorts by another one.
final class FoldFaults {
    private FoldFaults() {}

    static Stream<PlantedFault> all() {
        return Stream.of(
                PlantedFault.ofFolds(
                                "sum in sequence",
                                scalar -> new Folds(scalar) {
                                    @Override
                                    long sum(DType dtype, long[] x) {
                                        long total = dtype.bitsOf(-0.0);
                                        for (long element : x) {
                                            total = scalar.apply(ScalarOp.ADD, dtype, total, element);
                                        }
                                        return x.length == 0 ? dtype.bitsOf(0.0) : total;
                                    }
                                },
                                ArrayRows::of)
                        .inGolden("reduce sum"),
                PlantedFault.ofFolds(
                                "sum that starts at +0",
                                scalar -> new Folds(scalar) {
                                    @Override
                                    long sum(DType dtype, long[] x) {
                                        return scalar.apply(
                                                ScalarOp.ADD, dtype, dtype.bitsOf(0.0), super.sum(dtype, x));
                                    }
                                },
                                ArrayRows::of)
                        .inGolden("negative zeros"),
                PlantedFault.ofFolds(
                                "prod in sequence",
                                scalar -> new Folds(scalar) {
                                    @Override
                                    long halves(DType dtype, long[] x) {
                                        long total = dtype.bitsOf(1);
                                        for (long element : x) {
                                            total = scalar.apply(ScalarOp.MUL, dtype, total, element);
                                        }
                                        return total;
                                    }
                                },
                                ArrayRows::of)
                        .inGolden("reduce prod"),
                PlantedFault.ofFolds(
                                "dot without blocks",
                                scalar -> new Folds(scalar) {
                                    @Override
                                    long chain(DType dtype, long[] a, long[] b) {
                                        long total = dtype.bitsOf(a.length == 0 ? 0.0 : -0.0);
                                        for (int k = 0; k < a.length; k++) {
                                            total = scalar.apply(ScalarOp.FMA, dtype, a[k], b[k], total);
                                        }
                                        return total;
                                    }
                                },
                                ArrayRows::products)
                        .inGolden("dot "),
                PlantedFault.ofFolds(
                                "scatterAdd without blocks",
                                scalar -> new Folds(scalar) {
                                    @Override
                                    long scatterAdd(
                                            DType dtype, long operand, int position, long[] positions, long[] updates) {
                                        long total = operand;
                                        for (int k = 0; k < positions.length; k++) {
                                            if (positions[k] == position) {
                                                total = scalar.apply(ScalarOp.ADD, dtype, total, updates[k]);
                                            }
                                        }
                                        return total;
                                    }
                                },
                                IndexRows::of)
                        .inGolden("scatterAdd"),
                PlantedFault.ofFolds(
                                "scatterAdd keeps the last of equal indices",
                                scalar -> new Folds(scalar) {
                                    @Override
                                    long scatterAdd(
                                            DType dtype, long operand, int position, long[] positions, long[] updates) {
                                        for (int k = positions.length - 1; k >= 0; k--) {
                                            if (positions[k] == position) {
                                                return scalar.apply(ScalarOp.ADD, dtype, operand, updates[k]);
                                            }
                                        }
                                        return operand;
                                    }
                                },
                                IndexRows::of)
                        .inGolden("scatterAdd"),
                PlantedFault.ofFolds(
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
                                LineRows::of)
                        .inGolden("lines"),
                PlantedFault.ofFolds(
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
                PlantedFault.ofFolds(
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
                                LineRows::of)
                        .inGolden("lines"));
    }
}
