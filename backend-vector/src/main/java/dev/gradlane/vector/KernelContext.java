package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// One kernel while it is compiled: gives out scratch rows, numbers memory accesses and slots, knows where values
/// live. Afterwards it is only read.
final class KernelContext {
    /// Bytes of the place for a tile shorter than a vector.
    static final long STAGE = 128;

    private final Kernel kernel;
    private final List<KernelBuffer> buffers;
    private final Species species;
    private final Tiers tiers;
    private final List<Axis> axes = new ArrayList<>();
    private final List<List<Axis>> loops = new ArrayList<>();
    private final Set<Integer> chunks = new HashSet<>();
    private final List<Access> accesses = new ArrayList<>();
    private final List<Extent> sizes = new ArrayList<>();
    private final Map<Integer, Row> values = new HashMap<>();
    private final BitSet rows = new BitSet();
    private final List<Supplier<String>> listing = new ArrayList<>();
    private int rowCount;
    private int slots;
    private long reserved;
    private int rowCells = Row.NONE;

    /// @param species how wide the generated code is
    /// @param tiers who computes tiles
    KernelContext(Kernel kernel, List<KernelBuffer> buffers, Species species, Tiers tiers) {
        this.kernel = kernel;
        this.buffers = buffers;
        this.species = species;
        this.tiers = tiers;
        axes.addAll(kernel.parallel());
        collectAxes(kernel.body());
    }

    private void collectAxes(Block block) {
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Loop loop -> {
                    axes.addAll(loop.axes());
                    loops.add(loop.axes());
                    loop.chunk().ifPresent(chunks::add);
                    collectAxes(loop.body());
                }
                case Statement.Each each -> {
                    axes.addAll(each.axes());
                    loops.add(each.axes());
                    collectAxes(each.body());
                }
                case Statement.Recurrence recurrence -> {
                    axes.add(recurrence.axis());
                    loops.add(List.of(recurrence.axis()));
                    collectAxes(recurrence.body());
                }
                case Statement.Repeat repeat -> {
                    collectAxes(repeat.test());
                    collectAxes(repeat.body());
                }
                case Statement.Guard guard -> collectAxes(guard.body());
                case Statement.Constant _,
                        Statement.Compute _,
                        Statement.Position _,
                        Statement.Size _,
                        Statement.Load _,
                        Statement.Gather _,
                        Statement.Store _,
                        Statement.Require _ -> {}
            }
        }
    }

    /// Says that cells along `axis` are visited one after the other inside loops, whose last axis lies across the
    /// lanes, and side by side outside of them.
    void visitRows(int axis) {
        rowCells = axis;
    }

    /// The axis of [#visitRows]; [Row#NONE] where there is none.
    int rowCells() {
        return rowCells;
    }

    Kernel kernel() {
        return kernel;
    }

    Species species() {
        return species;
    }

    Tiers tiers() {
        return tiers;
    }

    KernelBuffer buffer(int id) {
        return buffers.get(id);
    }

    /// Every axis, parallel and of loops.
    List<Axis> axes() {
        return axes;
    }

    /// The axes of each loop.
    List<List<Axis>> loops() {
        return loops;
    }

    /// Ids of the axes that number the chunks of a loop.
    Set<Integer> chunks() {
        return chunks;
    }

    /// One more than the largest axis id.
    int axisIds() {
        return axes.stream().mapToInt(Axis::id).max().orElse(-1) + 1;
    }

    List<Access> accesses() {
        return accesses;
    }

    List<Extent> sizes() {
        return sizes;
    }

    /// A free scratch row.
    int row() {
        int row = rows.nextClearBit(0);
        rows.set(row);
        rowCount = Math.max(rowCount, row + 1);
        return row;
    }

    /// Says that nobody reads `row` any more. It is not drawn again all the same: two owners gave one row
    /// back, and the second time it held another value, which was overwritten (random graph 239 of seed 2).
    /// Rows may be reused once each has one owner; until then a kernel has more scratch than it needs.
    void release(int row) {
        if (!rows.get(row)) {
            throw new IllegalStateException("row " + row + " was never drawn");
        }
    }

    /// Says where a value lives that other steps read.
    void bind(int value, DType type, int row, int axis) {
        values.put(value, new Row(type, row, axis));
    }

    boolean isBound(int value) {
        return values.containsKey(value);
    }

    Row row(int value) {
        Row row = values.get(value);
        if (row == null) {
            throw new IllegalStateException("kernel " + kernel.name() + ": v" + value + " was never computed");
        }
        return row;
    }

    /// Numbers a place that addresses a buffer; [Scope#address] and [Scope#stride] take the number.
    int access(int buffer, DType type, Index index) {
        accesses.add(new Access(buffer, type, index));
        return accesses.size() - 1;
    }

    /// Numbers a size.
    int size(Extent extent) {
        sizes.add(extent);
        return sizes.size() - 1;
    }

    /// The first of `count` neighbouring slots in the frame.
    int slots(int count) {
        slots += count;
        return slots - count;
    }

    /// The offset of `bytes` bytes of memory for each thread, beside its rows; [Scope#reserved] has the address.
    long reserve(long bytes) {
        long offset = reserved;
        reserved += Math.ceilDiv(bytes, 64L) * 64;
        return offset;
    }

    /// Adds to what [#listing] shows.
    void list(String text) {
        list(() -> text);
    }

    /// The same, asked when somebody looks.
    void list(Supplier<String> text) {
        listing.add(text);
    }

    /// The generated code, for people.
    String listing() {
        return String.join("", listing.stream().map(Supplier::get).toList());
    }

    long rowBytes() {
        return rowCount * Rows.STRIDE;
    }

    /// Slots of the frame.
    int slotCount() {
        return slots;
    }

    long stageBytes() {
        return accesses.size() * STAGE;
    }

    /// All memory that a thread needs for this kernel.
    long scratchBytes() {
        return rowBytes() + stageBytes() + reserved;
    }
}
