package dev.gradlane.vector;

import dev.gradlane.graph.DType;

/// A line of numbers on the Java heap, with the loops that array kernels are made of: each runs over neighbouring
/// elements of arrays from the same index on, which is what HotSpot turns into vector instructions. The loops over
/// memory are those that it cannot.
abstract sealed class Line permits FloatLine, LineI32, LineI64 {
    /// Elements of a segment of a running sum.
    static final int SEGMENT = 32;

    /// Elements of a chunk of a running sum.
    static final int CHUNK = 4096;

    /// Segments whose sums run side by side.
    static final int ABREAST = 8;

    static Line of(DType type, int length) {
        return switch (type) {
            case F32, F64 -> FloatLine.of(type, length);
            case I32 -> new LineI32(length);
            case I64 -> new LineI64(length);
            case BOOL -> throw new IllegalArgumentException("bool is no number");
        };
    }

    /// The first `n` elements from memory, each `stride` bytes after the one before.
    abstract void load(long address, long stride, int n);

    /// The first `n` elements into memory.
    abstract void store(long address, long stride, int n);

    /// this[i] = x[i].
    abstract void set(Line x, int n);

    /// this[i] = x[i] + this[i].
    abstract void add(Line x, int n);

    /// this[i] = x[at] + this[i] for the first `n` elements.
    abstract void addOne(Line x, int at, int n);

    /// this[0] = x[at].
    abstract void setOne(Line x, int at);

    /// The sums of a chunk's first `n` elements: in each segment, then with the segments before.
    abstract void runningSums(int n);

    /// The first `n` elements become what any number can be added to without a change: −0, or the integer 0.
    abstract void clear(int n);

    /// Adds sources to the sums of their groups, ascending; a source has `width` elements, `pitch` bytes after those
    /// of the one before.
    ///
    /// @param group of each source
    abstract void addSources(long address, long pitch, int[] group, int sources, int width);

    /// Adds the sums of groups 1, …, `groups` to the `width` elements at `address` + `offset[group]` bytes.
    abstract void addGroups(long address, long[] offset, int groups, int width);
}
