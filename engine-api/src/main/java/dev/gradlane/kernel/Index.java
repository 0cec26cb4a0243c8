package dev.gradlane.kernel;

import java.util.List;
import java.util.Map;

/// An affine element index: Σ offset + Σ axis·stride. Offsets and strides are formulas of the
/// symbols, so a backend
/// evaluates them once per launch. Terms are sorted by axis, one per axis, none with stride 0:
/// equal indices are equal
/// records.
public record Index(List<Extent> offset, List<Term> terms) {
    /// axis·stride.
    public record Term(int axis, Extent stride) {
        @Override
        public String toString() {
            return stride.is(1) ? "i" + axis : "i" + axis + "·" + stride;
        }
    }

    public static final Index ZERO = new Index(List.of(), List.of());

    public Index {
        offset = offset.stream().filter(e -> !e.is(0)).toList();
        terms = terms.stream()
                .filter(t -> !t.stride().is(0))
                .sorted(java.util.Comparator.comparingInt(Term::axis))
                .toList();
    }

    /// The stride of `axis`; 0 where the index does not depend on it.
    public Extent stride(int axis) {
        return terms.stream()
                .filter(t -> t.axis() == axis)
                .findFirst()
                .map(Term::stride)
                .orElse(Extent.ZERO);
    }

    /// The constant part for these sizes.
    public long offsetAt(Map<String, Long> sizes) {
        long sum = 0;
        for (Extent e : offset) {
            sum = Math.addExact(sum, e.at(sizes));
        }
        return sum;
    }

    @Override
    public String toString() {
        List<String> parts = new java.util.ArrayList<>();
        offset.forEach(e -> parts.add(e.toString()));
        terms.forEach(t -> parts.add(t.toString()));
        return parts.isEmpty() ? "0" : String.join(" + ", parts);
    }
}
