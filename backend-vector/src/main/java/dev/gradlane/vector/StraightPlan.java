package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Statement;
import dev.gradlane.vector.Cutting.Piece;
import dev.gradlane.vector.Segment.Action;
import dev.gradlane.vector.Segment.Source;
import dev.gradlane.vector.Segment.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Plans straight-line statements: cuts them into segments, decides where each memory access and each value that
/// crosses a cut lives, and gives rows back as soon as no later segment reads them.
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
    final List<Segment> segments = new ArrayList<>();
    final Map<Integer, Source> sources = new HashMap<>();

    /// Whether no value lies in a row, so that a tile may be of any length.
    final boolean rowless;
    /// Whether what lies in rows is written there and has four bytes an element, so that a row holds two tiles.
    final boolean narrow;

    private final KernelContext kernel;
    private final int axis;
    private final Set<Integer> exports;
    private final Map<Integer, DType> types = new HashMap<>();
    /// The last piece that reads a value.
    private final Map<Integer, Integer> lastPiece = new HashMap<>();
    /// Rows of computed values: sources for every segment but the one that computes them, which has them in locals.
    private final Map<Integer, Source> laterSources = new LinkedHashMap<>();
    /// Rows to give back, by the piece after which nobody reads them.
    private final Map<Integer, List<Integer>> releases = new HashMap<>();

    StraightPlan(KernelContext kernel, List<Statement> statements, int axis, Set<Integer> exports) {
        this.kernel = kernel;
        this.axis = axis;
        this.exports = exports;
        List<Piece> pieces = Cutting.of(statements, exports);
        for (int i = 0; i < pieces.size(); i++) {
            readBy(i, pieces.get(i));
        }
        for (int i = 0; i < pieces.size(); i++) {
            for (Statement statement : pieces.get(i).statements()) {
                define(statement);
            }
        }
        lastPiece.keySet().forEach(this::importRow);
        for (int i = 0; i < pieces.size(); i++) {
            segments.add(segment(pieces, i));
            releases.getOrDefault(i, List.of()).forEach(kernel::release);
        }
        releases.getOrDefault(Integer.MAX_VALUE, List.of()).forEach(kernel::release);
        segments.removeIf(segment -> segment.actions().isEmpty());
        rowless = laterSources.isEmpty()
                && sources.values().stream().noneMatch(source -> source instanceof Source.InRow)
                && segments.stream()
                        .flatMap(segment -> segment.actions().stream())
                        .noneMatch(action -> action instanceof Action.Put(int _, DType _, Target.ToRow _));
        narrow = sources.values().stream().noneMatch(source -> source instanceof Source.InRow)
                && segments.stream()
                        .flatMap(segment -> segment.actions().stream())
                        .noneMatch(action -> action instanceof Action.Put(int _, DType type, Target.ToRow _)
                                && Rows.stored(type).bytes() > Integer.BYTES);
    }

    private void readBy(int index, Piece piece) {
        if (piece.guard() != Segment.ALWAYS) {
            lastPiece.put(piece.guard(), index);
        }
        for (Statement statement : piece.statements()) {
            Uses.of(statement).forEach(value -> lastPiece.put(value, index));
        }
        for (Statement.Merge merge : piece.merges()) {
            lastPiece.put(merge.taken(), index);
            lastPiece.merge(merge.otherwise(), index, Math::max);
            lastPiece.merge(merge.result(), index, Math::max);
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
                    Packed packed = new Packed(access, type, packedRow(v));
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
                    Packed packed = new Packed(access, type, packedRow(v));
                    loads.add(packed);
                    leaf(v, type, new Source.InRow(type, packed.row()));
                } else {
                    int slot = kernel.slots(1);
                    slots.add(new Slot(slot, access, type, Use.LOAD));
                    leaf(v, type, new Source.Contiguous(type, slot));
                }
            }
            case Statement.Store _, Statement.Require _ -> {}
            case Statement.Guard _, Statement.Loop _, Statement.Each _ ->
                throw new IllegalStateException("no straight-line statement: " + statement);
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

    /// A row that is filled before the first segment.
    private int packedRow(int value) {
        int row = kernel.row();
        int last = exports.contains(value) ? Integer.MAX_VALUE : lastPiece.getOrDefault(value, Integer.MAX_VALUE);
        releaseAfter(last, row);
        return row;
    }

    private void releaseAfter(int piece, int row) {
        releases.computeIfAbsent(piece, _ -> new ArrayList<>()).add(row);
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

    private Segment segment(List<Piece> pieces, int index) {
        Piece piece = pieces.get(index);
        List<Action> actions = new ArrayList<>();
        for (Statement statement : piece.statements()) {
            switch (statement) {
                case Statement.Compute compute -> {
                    actions.add(new Action.Do(compute));
                    keep(compute.result(), index, actions);
                }
                case Statement.Store(int buffer, Index at, int value) ->
                    actions.add(new Action.Put(value, types.get(value), target(buffer, at, value)));
                case Statement.Require(int condition, Index sample, int node) -> {
                    int row = heldRow();
                    checks.add(new Check(row, kernel.access(Access.POSITION, DType.I64, sample), node));
                    actions.add(new Action.Put(condition, DType.BOOL, new Target.ToRow(row)));
                }
                case Statement.Constant _, Statement.Position _, Statement.Size _, Statement.Load _ -> {}
                case Statement.Guard _, Statement.Loop _, Statement.Each _ -> {}
            }
        }
        if (piece.guard() != Segment.ALWAYS) {
            piece.merges().forEach(merge -> merge(piece.guard(), merge, actions));
        } else if (index + 1 < pieces.size()) {
            mergesOfNextGuard(pieces, index).forEach(merge -> prepare(merge, actions));
        }
        if (index == pieces.size() - 1) {
            exportLeaves(actions);
        }
        return new Segment(piece.guard(), actions);
    }

    /// A row for a computed value that a later segment or step reads.
    private void keep(int value, int index, List<Action> actions) {
        boolean exported = exports.contains(value);
        int last = lastPiece.getOrDefault(value, -1);
        if (exported || last > index) {
            int row = kernel.row();
            DType type = types.get(value);
            actions.add(new Action.Put(value, type, new Target.ToRow(row)));
            laterSources.put(value, new Source.InRow(type, row));
            if (exported) {
                kernel.bind(value, type, row, axis);
            } else {
                releaseAfter(last, row);
            }
        }
    }

    /// A row that is read after the last segment.
    private int heldRow() {
        int row = kernel.row();
        releaseAfter(Integer.MAX_VALUE, row);
        return row;
    }

    private Target target(int buffer, Index index, int value) {
        DType type = types.get(value);
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

    private static List<Statement.Merge> mergesOfNextGuard(List<Piece> pieces, int index) {
        int guard = pieces.get(index + 1).guard();
        if (guard == Segment.ALWAYS) {
            return List.of();
        }
        // a guard of several pieces merges in its last one
        return pieces.subList(index + 1, pieces.size()).stream()
                .takeWhile(piece -> piece.guard() == guard)
                .flatMap(piece -> piece.merges().stream())
                .toList();
    }

    /// The merge's row starts as `otherwise`, which is all there is to do where the guard is skipped.
    private void prepare(Statement.Merge merge, List<Action> actions) {
        int row = kernel.row();
        types.put(merge.result(), merge.type());
        actions.add(new Action.Put(merge.otherwise(), merge.type(), new Target.ToRow(row)));
        laterSources.put(merge.result(), new Source.InRow(merge.type(), row));
        if (exports.contains(merge.result())) {
            kernel.bind(merge.result(), merge.type(), row, axis);
        } else {
            releaseAfter(lastPiece.get(merge.result()), row);
        }
    }

    private void merge(int guard, Statement.Merge merge, List<Action> actions) {
        // the result's row holds `otherwise`; the new value needs a name of its own
        int merged = ~merge.result();
        int row = ((Source.InRow) laterSources.get(merge.result())).row();
        actions.add(new Action.Do(new Statement.Compute(
                merged, merge.type(), ScalarOp.SELECT, List.of(guard, merge.taken(), merge.result()))));
        actions.add(new Action.Put(merged, merge.type(), new Target.ToRow(row)));
    }

    /// Exports that are no results of a computation.
    private void exportLeaves(List<Action> actions) {
        for (int value : exports) {
            if (!laterSources.containsKey(value)) {
                int row = kernel.row();
                actions.add(new Action.Put(value, types.get(value), new Target.ToRow(row)));
                kernel.bind(value, types.get(value), row, axis);
            }
        }
    }

    /// Sources as one segment sees them: what it computes itself is not among them.
    Map<Integer, Source> sourcesOf(Segment segment) {
        Map<Integer, Source> seen = new HashMap<>(laterSources);
        for (Action action : segment.actions()) {
            if (action instanceof Action.Do(var compute)) {
                seen.remove(compute.result());
            }
        }
        seen.putAll(sources);
        return seen;
    }

    DType type(int value) {
        return types.get(value >= 0 ? value : ~value);
    }
}
