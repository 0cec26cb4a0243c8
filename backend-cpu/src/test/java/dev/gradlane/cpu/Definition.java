package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The pinned orders written from the contract's words, with absent lanes as absent values and recursion where the
/// contract has it: nothing shared with the backend. f32 numbers travel as the doubles that equal them.
record Definition(DType dtype) {
    double add(double a, double b) {
        return dtype == DType.F32 ? (float) a + (float) b : a + b;
    }

    double mul(double a, double b) {
        return dtype == DType.F32 ? (float) a * (float) b : a * b;
    }

    double fma(double a, double b, double c) {
        return dtype == DType.F32 ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c);
    }

    /// Σ x in order `lanes`.
    double sum(List<Double> x) {
        if (x.isEmpty()) {
            return 0.0;
        }
        if (x.size() <= 4096) {
            return half(x, 1, 0).getAsDouble();
        }
        List<Double> results = new ArrayList<>();
        for (int start = 0; start < x.size(); start += 4096) {
            results.add(sum(x.subList(start, Math.min(x.size(), start + 4096))));
        }
        return sum(results);
    }

    /// Lane j after the step with this h; before all steps, h = 128.
    private OptionalDouble half(List<Double> x, int h, int j) {
        if (h == 128) {
            OptionalDouble lane = OptionalDouble.empty();
            for (int i = j; i < x.size(); i += 128) {
                lane = OptionalDouble.of(lane.isPresent() ? add(lane.getAsDouble(), x.get(i)) : x.get(i));
            }
            return lane;
        }
        OptionalDouble a = half(x, 2 * h, j);
        OptionalDouble b = half(x, 2 * h, j + h);
        return a.isPresent() && b.isPresent() ? OptionalDouble.of(add(a.getAsDouble(), b.getAsDouble())) : a;
    }

    /// Σ a·b in order `lanes` with fma as the lane step.
    double dotLanes(List<Double> a, List<Double> b) {
        if (a.isEmpty()) {
            return 0.0;
        }
        List<Double> results = new ArrayList<>();
        for (int start = 0; start < a.size(); start += 4096) {
            int end = Math.min(a.size(), start + 4096);
            List<Double> lanes = new ArrayList<>();
            for (int j = 0; j < 128 && start + j < end; j++) {
                double lane = -0.0;
                for (int i = start + j; i < end; i += 128) {
                    lane = fma(a.get(i), b.get(i), lane);
                }
                lanes.add(lane);
            }
            // at most 128 numbers: each is its own lane, so this is the tree of halves alone
            results.add(sum(lanes));
        }
        return sum(results);
    }

    /// Σ a·b in order `chain`.
    double dotChain(List<Double> a, List<Double> b) {
        Optional<Double> total = Optional.empty();
        for (int start = 0; start < a.size(); start += 256) {
            double acc = -0.0;
            for (int k = start; k < Math.min(a.size(), start + 256); k++) {
                acc = fma(a.get(k), b.get(k), acc);
            }
            double block = acc;
            total = Optional.of(total.map(t -> add(t, block)).orElse(block));
        }
        return total.orElse(0.0);
    }

    /// Π x in order `halves`.
    double product(List<Double> x) {
        if (x.isEmpty()) {
            return 1;
        }
        if (x.size() == 1) {
            return x.getFirst();
        }
        int half = (x.size() + 1) / 2;
        List<Double> folded = new ArrayList<>();
        for (int j = 0; j < half; j++) {
            folded.add(j + half < x.size() ? mul(x.get(j), x.get(j + half)) : x.get(j));
        }
        return product(folded);
    }
}
