package dev.gradlane.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/// An affine element index: Σ offset + Σ axis·stride. Offsets and strides are formulas of the symbols, so
/// a backend evaluates them once per launch. Terms are sorted by axis, one per axis, none with stride 0:
/// equal indices are equal records.
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
        offset = sum(offset);
        terms = terms.stream()
                .filter(t -> !t.stride().is(0))
                .sorted(Comparator.comparingInt(Term::axis))
                .toList();
    }

    /// Along one axis: `i<axis>`.
    static Index along(int axis) {
        return new Index(List.of(), List.of(new Term(axis, Extent.ONE)));
    }

    /// The same element for every point.
    static Index at(long offset) {
        return new Index(List.of(Extent.of(offset)), List.of());
    }

    Index plus(Index other) {
        List<Extent> offsets = new ArrayList<>(offset);
        offsets.addAll(other.offset);
        List<Term> both = new ArrayList<>(terms);
        both.addAll(other.terms);
        if (both.stream().map(Term::axis).distinct().count() < both.size()) {
            throw new IllegalArgumentException("an axis occurs in both of " + this + " and " + other);
        }
        return new Index(offsets, both);
    }

    Index times(Extent factor) {
        return new Index(
                offset.stream().map(e -> e.times(factor)).toList(),
                terms.stream()
                        .map(t -> new Term(t.axis(), t.stride().times(factor)))
                        .toList());
    }

    /// The axis that this index runs along with stride 1 from 0, if it is such an index.
    OptionalInt axis() {
        return offset.isEmpty()
                        && terms.size() == 1
                        && terms.getFirst().stride().is(1)
                ? OptionalInt.of(terms.getFirst().axis())
                : OptionalInt.empty();
    }

    /// Formulas of the same symbols added up, so that equal sums are equal lists.
    private static List<Extent> sum(List<Extent> parts) {
        Map<List<String>, Long> products = new TreeMap<>(Comparator.comparing(List::toString));
        List<Extent> sum = new ArrayList<>();
        for (Extent part : parts) {
            switch (part) {
                case Extent.Product(long factor, List<String> symbols) ->
                    products.merge(symbols, factor, Math::addExact);
                case Extent.Chunks _, Extent.Times _ -> sum.add(part);
            }
        }
        products.forEach((symbols, factor) -> sum.addFirst(new Extent.Product(factor, symbols)));
        sum.removeIf(e -> e.is(0));
        return sum;
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
        List<String> parts = new ArrayList<>();
        offset.forEach(e -> parts.add(e.toString()));
        terms.forEach(t -> parts.add(t.toString()));
        return parts.isEmpty() ? "0" : String.join(" + ", parts);
    }
}
