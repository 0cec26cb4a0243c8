package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// A tensor of bits with every array kind written as its formula on indices: what the views must agree with.
record Naive(DType dtype, List<Long> shape, List<Long> bits) {
    /// The tensor whose element at an index is what `element` says.
    static Naive of(DType dtype, List<Long> shape, Function<List<Long>, Long> element) {
        return new Naive(dtype, shape, indices(shape).stream().map(element).toList());
    }

    /// All indices of `shape`, row-major.
    static List<List<Long>> indices(List<Long> shape) {
        List<List<Long>> all = List.of(List.of());
        for (long extent : shape) {
            all = all.stream()
                    .flatMap(index -> LongStream.range(0, extent).mapToObj(i -> append(index, i)))
                    .toList();
        }
        return all;
    }

    static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    static <T> List<T> with(List<T> list, int at, T item) {
        List<T> changed = new ArrayList<>(list);
        changed.set(at, item);
        return changed;
    }

    static <T> List<T> select(List<T> list, List<Integer> at) {
        return at.stream().map(list::get).toList();
    }

    long at(List<Long> index) {
        long number = 0;
        for (int i = 0; i < index.size(); i++) {
            number = number * shape.get(i) + index.get(i);
        }
        return bits.get((int) number);
    }

    long[] array() {
        return bits.stream().mapToLong(Long::longValue).toArray();
    }

    Naive broadcast(List<Long> to, List<Integer> axes) {
        return of(dtype, to, index -> at(select(index, axes)));
    }

    Naive reshape(List<Long> to) {
        return new Naive(dtype, to, bits);
    }

    Naive permute(List<Integer> axes) {
        return of(dtype, select(shape, axes), index -> {
            List<Long> from = new ArrayList<>(index);
            IntStream.range(0, axes.size()).forEach(i -> from.set(axes.get(i), index.get(i)));
            return at(from);
        });
    }

    Naive slice(int axis, long start, long size, long stride) {
        return of(dtype, with(shape, axis, size), index -> at(with(index, axis, start + index.get(axis) * stride)));
    }

    Naive pad(int axis, long low, long high, long interior, long filler) {
        long extent = shape.get(axis);
        long padded = low + high + extent + Math.max(0, extent - 1) * interior;
        return of(dtype, with(shape, axis, padded), index -> {
            long from = index.get(axis) - low;
            boolean inside = from >= 0 && from % (interior + 1) == 0 && from / (interior + 1) < extent;
            return inside ? at(with(index, axis, from / (interior + 1))) : filler;
        });
    }

    Naive concatenate(Naive other, int axis) {
        long extent = shape.get(axis);
        return of(
                dtype,
                with(shape, axis, extent + other.shape.get(axis)),
                index -> index.get(axis) < extent ? at(index) : other.at(with(index, axis, index.get(axis) - extent)));
    }

    /// The elements that a result at `kept` folds: over `axes`, row-major in the order listed.
    List<Long> elements(List<Integer> axes, List<Long> kept) {
        List<Long> extents = select(shape, axes);
        return indices(extents).stream()
                .map(reduced -> {
                    List<Long> index = new ArrayList<>();
                    int next = 0;
                    for (int axis = 0; axis < shape.size(); axis++) {
                        index.add(axes.contains(axis) ? reduced.get(axes.indexOf(axis)) : kept.get(next++));
                    }
                    return at(index);
                })
                .toList();
    }
}
