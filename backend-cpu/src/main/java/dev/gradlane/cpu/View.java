package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// A value as a strided window on memory: element (i₀, i₁, …) is element offset + Σ iₖ·strideₖ of the
/// memory. So a broadcast (stride 0), permutation or slice costs nothing. Elements are *numbered* row-major
/// over the extents, whatever the strides: reading a row of them by number is all that the operations need.
final class View {
    private final MemorySegment memory;
    private final DType dtype;
    private final long offset;
    private final long[] extents;
    private final long[] strides;

    private View(MemorySegment memory, DType dtype, long offset, long[] extents, long[] strides) {
        this.memory = memory;
        this.dtype = dtype;
        this.offset = offset;
        this.extents = extents;
        this.strides = strides;
    }

    /// All of `memory`, row-major.
    static View dense(MemorySegment memory, DType dtype, long... extents) {
        return new View(memory, dtype, 0, extents, rowMajor(extents));
    }

    private static long[] rowMajor(long[] extents) {
        long[] strides = new long[extents.length];
        long stride = 1;
        for (int i = extents.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= extents[i];
        }
        return strides;
    }

    DType dtype() {
        return dtype;
    }

    MemorySegment memory() {
        return memory;
    }

    long extent(int axis) {
        return extents[axis];
    }

    long[] extents() {
        return extents.clone();
    }

    int rank() {
        return extents.length;
    }

    /// Number of elements along `axes` together.
    long count(List<Integer> axes) {
        return LongStream.of(select(extents, axes)).reduce(1, (a, b) -> a * b);
    }

    /// Number of elements.
    long size() {
        return Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    }

    /// Axis i of the result is axis `axes[i]`.
    View permute(List<Integer> axes) {
        return new View(memory, dtype, offset, select(extents, axes), select(strides, axes));
    }

    private static long[] select(long[] x, List<Integer> axes) {
        return axes.stream().mapToLong(axis -> x[axis]).toArray();
    }

    /// Repeated to `shape`: axis i becomes axis `axes[i]`, along the other axes every element is the same.
    View broadcast(long[] shape, List<Integer> axes) {
        long[] repeated = new long[shape.length];
        for (int i = 0; i < axes.size(); i++) {
            repeated[axes.get(i)] = strides[i];
        }
        return new View(memory, dtype, offset, shape, repeated);
    }

    /// Elements start, start + stride, … (`size` of them) along `axis`.
    View slice(int axis, long start, long size, long stride) {
        long[] sliced = extents.clone();
        long[] stepped = strides.clone();
        sliced[axis] = size;
        // with fewer than two elements the stride is never taken, and its product could overflow
        stepped[axis] = size > 1 ? strides[axis] * stride : 0;
        return new View(memory, dtype, size > 0 ? offset + start * strides[axis] : 0, sliced, stepped);
    }

    /// Element `index` of the first axis, without that axis.
    View element(long index) {
        return new View(
                memory,
                dtype,
                offset + index * strides[0],
                Arrays.copyOfRange(extents, 1, extents.length),
                Arrays.copyOfRange(strides, 1, strides.length));
    }

    /// The elements along `axis` in reverse.
    View reverse(int axis) {
        long[] stepped = strides.clone();
        long end = Math.max(0, extents[axis] - 1) * strides[axis];
        stepped[axis] = -strides[axis];
        return new View(memory, dtype, offset + end, extents, stepped);
    }

    /// The rows along `axis`: all other axes first, in order.
    View endingIn(int axis) {
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, rank()).filter(i -> i != axis).boxed().toList());
        order.add(axis);
        return permute(order);
    }

    /// The same elements, in the same numbering, with extents `shape`; empty if no strides express it.
    Optional<View> reshape(long[] shape) {
        View flat = collapse();
        if (flat.extents.length <= 1) {
            long stride = flat.extents.length == 1 ? flat.strides[0] : 0;
            long[] scaled = LongStream.of(rowMajor(shape)).map(s -> s * stride).toArray();
            return Optional.of(new View(memory, dtype, offset, shape, scaled));
        }
        return Optional.empty();
    }

    /// The same elements, in the same numbering, over as few axes as possible.
    View collapse() {
        long[] merged = new long[extents.length];
        long[] steps = new long[extents.length];
        int rank = 0;
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] == 1) {
                continue;
            }
            if (rank > 0 && steps[rank - 1] == strides[i] * extents[i]) {
                merged[rank - 1] *= extents[i];
                steps[rank - 1] = strides[i];
            } else {
                merged[rank] = extents[i];
                steps[rank] = strides[i];
                rank++;
            }
        }
        return new View(memory, dtype, offset, Arrays.copyOf(merged, rank), Arrays.copyOf(steps, rank));
    }

    /// Reads elements number `first` to `first + count − 1` into the start of `into`.
    void load(long first, int count, Block into) {
        for (int done = 0; done < count; ) {
            int run = run(first + done, count - done);
            into.read(memory, index(first + done), innerStride(), done, run);
            done += run;
        }
    }

    /// Writes the start of `from` to elements number `first` to `first + count − 1`.
    void store(long first, int count, Block from) {
        for (int done = 0; done < count; ) {
            int run = run(first + done, count - done);
            from.write(memory, index(first + done), innerStride(), done, run);
            done += run;
        }
    }

    /// Elements from number `first` to the end of its innermost row, at most `count`.
    private int run(long first, int count) {
        long row = extents.length == 0 ? 1 : extents[extents.length - 1];
        return (int) Math.min(count, row - first % row);
    }

    private long innerStride() {
        return strides.length == 0 ? 1 : strides[strides.length - 1];
    }

    /// Where in the memory element number `number` is.
    private long index(long number) {
        long index = offset;
        for (int i = extents.length - 1; i > 0; i--) {
            index += number % extents[i] * strides[i];
            number /= extents[i];
        }
        return extents.length == 0 ? index : index + number * strides[0];
    }

    /// This view if its elements lie in memory in the order of their numbers, else a copy in which they do.
    View packed(Scratch scratch) {
        View flat = collapse();
        if (flat.extents.length == 0 || flat.extents.length == 1 && flat.strides[0] == 1) {
            return flat;
        }
        View copy = dense(scratch.allocate(Math.multiplyExact(size(), dtype.bytes())), dtype, size());
        copy(flat, copy);
        return copy;
    }

    /// Copies all elements of `from` to the elements of the same number in `to`.
    static void copy(View from, View to) {
        copy(from, 0, from.size(), to);
    }

    /// Copies elements number `first` to `first + count − 1` of `from` to elements number 0, 1, … of `to`.
    static void copy(View from, long first, long count, View to) {
        View source = from.collapse();
        View target = to.collapse();
        Block block = new Block(from.dtype, (int) Math.min(count, BlockProgram.LENGTH));
        for (long done = 0; done < count; done += BlockProgram.LENGTH) {
            int length = (int) Math.min(BlockProgram.LENGTH, count - done);
            source.load(first + done, length, block);
            target.store(done, length, block);
        }
    }
}
