package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Statement;
import dev.gradlane.vector.Cutting.Piece;
import dev.gradlane.vector.Segment.Source;
import dev.gradlane.vector.Segment.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Plans straight-line statements: decides where each memory access lives and what leaves them, and has them cut into
/// segments, see [Route].
///
/// Only what the generated code does best is left to it: neighbouring elements (stride 1 along the lanes' axis) and
/// one element for all (stride 0). Elements at any other stride, bools (one byte in memory, a lane wide in a
/// register) and positions are packed into rows by plain loops before the code runs, and unpacked after it.
final class StraightPlan {
    /// An address that generated code finds in a slot.
    record Slot(int slot, int access, DType type, Use use) {}

    enum Use {
        LOAD,
        STORE
    }

    /// Elements at a stride, packed into a row before, or unpacked from it after the code runs.
    record Packed(int access, DType type, int row) {}

    /// What is the same for all points and lies in memory, in a row, is a position or a size.
    record Uniform(int slot, DType type, From from, int index) {}

    enum From {
        MEMORY,
        ROW,
        /// The current cell's element of a row along the cells.
        CELL,
        POSITION,
        SIZE
    }

    /// A row of conditions that must be true.
    record Check(int row, int sample, int node) {}

    final List<Slot> slots = new ArrayList<>();
    final List<Uniform> uniforms = new ArrayList<>();
    final List<Packed> loads = new ArrayList<>();
    final List<Packed> positions = new ArrayList<>();
    final List<Packed> stores = new ArrayList<>();
    final List<Check> checks = new ArrayList<>();
    final Map<Integer, Source> sources = new HashMap<>();

    /// All statements.
    final Route full;
    /// What is computed where no guard is entered, if anything is guarded.
    final Optional<Route> common;

    /// The most points that the full route takes at once: more where no value lies in a row, or where rows have
    /// elements of four bytes.
    final int most;
    /// The most points of a tile: where there is a common route, those that it takes, but not so many that a rare
    /// point makes a long way back.
    final int mostAtOnce;

    private final KernelContext kernel;
    private final int axis;
    private final Set<Integer> exports;
    private final Map<Integer, DType> types = new HashMap<>();
    /// Values that are read.
    private final Set<Integer> read = new LinkedHashSet<>();
    /// Rows that are read after the last segment, or by more than one segment.
    private final List<Integer> held = new ArrayList<>();
    /// Of the stores, in their order.
    private final List<Target> targets = new ArrayList<>();
    /// Of the requirements, in their order.
    private final List<Target> checked = new ArrayList<>();
    private final Map<Integer, Integer> exported = new HashMap<>();

    StraightPlan(KernelContext kernel, List<Statement> statements, int axis, Set<Integer> exports) {
        this.kernel = kernel;
        this.axis = axis;
        this.exports = exports;
        List<Piece> pieces = Cutting.of(statements, exports);
        for (Piece piece : pieces) {
            read(piece);
            piece.statements().forEach(this::define);
            piece.merges().forEach(merge -> types.put(merge.result(), merge.type()));
        }
        read.forEach(this::importRow);
        Optional<CommonPath> path = axis == Row.NONE ? Optional.empty() : CommonPath.of(statements, exports);
        common = path.map(p -> new Route(this, kernel, Cutting.ofCommon(p, exports), exports, p.premise()));
        full = new Route(this, kernel, pieces, exports, Premise.NOTHING);
        held.forEach(kernel::release);
        most = most(full);
        // a row of an export is not cut in pieces
        int limit = exports.isEmpty() ? Rows.RETRACED_TILE : most;
        mostAtOnce = common.map(route -> Math.min(most(route), limit)).orElse(most);
    }

    /// The segments of the full route, then of the common one.
    List<Segment> segments() {
        return Stream.concat(full.segments().stream(), common.stream().flatMap(c -> c.segments().stream()))
                .toList();
    }

    /// Sources of segment number `index` of [#segments].
    Map<Integer, Source> sourcesOf(int index) {
        int first = full.segments().size();
        return index < first
                ? full.sourcesOf(full.segments().get(index))
                : common.orElseThrow().sourcesOf(common.orElseThrow().segments().get(index - first));
    }

    private int most(Route route) {
        boolean leaves = sources.values().stream().anyMatch(source -> source instanceof Source.InRow);
        if (leaves) {
            return Rows.TILE;
        }
        return route.isRowless() ? Rows.LONG_TILE : route.isNarrow() ? Rows.NARROW_TILE : Rows.TILE;
    }

    private void read(Piece piece) {
        if (piece.guard() != Segment.ALWAYS) {
            read.add(piece.guard());
        }
        piece.statements().forEach(statement -> read.addAll(Uses.of(statement)));
        for (Statement.Merge merge : piece.merges()) {
            read.addAll(List.of(merge.taken(), merge.otherwise()));
        }
    }

    /// Sources of what is not computed, types of all.
    private void define(Statement statement) {
        switch (statement) {
            case Statement.Constant(int v, DType type, long bits) -> leaf(v, type, new Source.Constant(type, bits));
            case Statement.Compute compute -> types.put(compute.result(), compute.type());
            case Statement.Position(int v, DType type, Index index) -> {
                int access = kernel.access(Access.POSITION, type, index);
                if (isUniform(index)) {
                    uniform(v, type, From.POSITION, access);
                } else {
                    Packed packed = new Packed(access, type, heldRow());
                    positions.add(packed);
                    leaf(v, type, new Source.InRow(type, packed.row()));
                }
            }
            case Statement.Size(int v, Extent extent) -> uniform(v, DType.I64, From.SIZE, kernel.size(extent));
            case Statement.Load(int v, DType type, int buffer, Index index) -> {
                int access = kernel.access(buffer, type, index);
                if (isUniform(index)) {
                    uniform(v, type, From.MEMORY, access);
                } else if (type == DType.BOOL || !isContiguous(index)) {
                    Packed packed = new Packed(access, type, heldRow());
                    loads.add(packed);
                    leaf(v, type, new Source.InRow(type, packed.row()));
                } else {
                    int slot = kernel.slots(1);
                    slots.add(new Slot(slot, access, type, Use.LOAD));
                    leaf(v, type, new Source.Contiguous(type, slot));
                }
            }
            case Statement.Store _, Statement.Require _ -> {}
            case Statement.Guard _,
                    Statement.Loop _,
                    Statement.Each _,
                    Statement.Gather _,
                    Statement.Recurrence _,
                    Statement.Repeat _ -> throw new IllegalStateException("no straight-line statement: " + statement);
        }
    }

    private void uniform(int value, DType type, From from, int index) {
        int slot = kernel.slots(1);
        uniforms.add(new Uniform(slot, type, from, index));
        leaf(value, type, new Source.Uniform(type, slot));
    }

    private void leaf(int value, DType type, Source source) {
        types.put(value, type);
        sources.put(value, source);
    }

    private boolean isUniform(Index index) {
        return axis == Row.NONE || index.stride(axis).is(0);
    }

    private boolean isContiguous(Index index) {
        return axis == Row.NONE || index.stride(axis).is(1);
    }

    /// What an earlier step computed.
    private void importRow(int value) {
        if (!types.containsKey(value) && kernel.isBound(value)) {
            Row row = kernel.row(value);
            boolean ofCell = row.axis() != axis && row.axis() == kernel.rowCells();
            if (row.axis() != axis && row.axis() != Row.NONE && !ofCell) {
                throw new IllegalStateException("v" + value + " runs along axis i" + row.axis() + ", not i" + axis);
            }
            if (ofCell) {
                uniform(value, row.type(), From.CELL, row.index());
            } else if (row.axis() == Row.NONE) {
                uniform(value, row.type(), From.ROW, row.index());
            } else {
                leaf(value, row.type(), new Source.InRow(row.type(), row.index()));
            }
        }
    }

    /// A row that is filled before the first segment, or read after the last one.
    private int heldRow() {
        int row = kernel.row();
        held.add(row);
        return row;
    }

    /// Where store number `number` goes, on every route.
    Target target(int number, int buffer, Index index, DType type) {
        if (number == targets.size()) {
            targets.add(target(buffer, index, type));
        }
        return targets.get(number);
    }

    private Target target(int buffer, Index index, DType type) {
        int access = kernel.access(buffer, type, index);
        if (type != DType.BOOL && isContiguous(index)) {
            int slot = kernel.slots(1);
            slots.add(new Slot(slot, access, type, Use.STORE));
            return new Target.Memory(slot);
        }
        Packed packed = new Packed(access, type, heldRow());
        stores.add(packed);
        return new Target.ToRow(packed.row());
    }

    /// Where the condition of requirement number `number` goes, on every route.
    Target checked(int number, Index sample, int node) {
        if (number == checked.size()) {
            int row = heldRow();
            checks.add(new Check(row, kernel.access(Access.POSITION, DType.I64, sample), node));
            checked.add(new Target.ToRow(row));
        }
        return checked.get(number);
    }

    /// The row of a value that later steps read, on every route.
    int exported(int value) {
        return exported.computeIfAbsent(value, _ -> {
            int row = kernel.row();
            kernel.bind(value, type(value), row, axis);
            return row;
        });
    }

    DType type(int value) {
        return types.get(value >= 0 ? value : ~value);
    }
}
