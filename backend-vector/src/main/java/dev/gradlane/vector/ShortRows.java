package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A short loop inside cells that are visited one after the other, computed for many cells at once: the loops of
/// neighbouring cells make one long row. What the body reads from memory mostly goes on from a cell's last point to the
/// next cell's first; what does not, and what was computed for each cell before the loop, is spread to rows first.
///
/// Of rows of 16 elements a tile has 32, so what a tile costs beside its instructions is paid once instead of 32 times.
final class ShortRows {
    /// Longer loops fill a tile well enough by themselves.
    private static final int LONGEST = Rows.TILE / 4;

    /// What is spread: an element of memory, or a value of the cells.
    private record Spread(int value, DType type, Optional<Statement.Load> load, int source, int row) {}

    private final int cells;
    private final int axis;
    private final int length;
    private final Block body;
    private final List<Spread> spreads = new ArrayList<>();

    private ShortRows(int cells, int axis, int length, Block body) {
        this.cells = cells;
        this.axis = axis;
        this.length = length;
        this.body = body;
    }

    /// @param wanted values that are read after the body
    static Optional<ShortRows> of(KernelContext kernel, List<Axis> axes, Block body, Set<Integer> wanted) {
        int cells = kernel.rowCells();
        OptionalLong length = axes.getLast().extent().fixed();
        boolean computes = body.statements().stream()
                .anyMatch(s -> s instanceof Statement.Compute || s instanceof Statement.Guard);
        if (cells == Row.NONE
                || axes.size() != 1
                || length.isEmpty()
                || length.getAsLong() < 1
                || length.getAsLong() > LONGEST
                || !computes) {
            return Optional.empty();
        }
        int axis = axes.getLast().id();
        List<Statement> kept = new ArrayList<>();
        List<Statement.Load> apart = new ArrayList<>();
        for (Statement statement : body.statements()) {
            if (statement instanceof Statement.Load load && !goesOn(load.index(), cells, axis, length.getAsLong())) {
                apart.add(load);
            } else if (goesOn(statement, cells, axis, length.getAsLong())) {
                kept.add(statement);
            } else {
                return Optional.empty();
            }
        }
        ShortRows rows = new ShortRows(cells, axis, (int) length.getAsLong(), new Block(kept));
        rows.spread(kernel, apart, wanted);
        return Optional.of(rows);
    }

    private void spread(KernelContext kernel, List<Statement.Load> apart, Set<Integer> wanted) {
        for (Statement.Load load : apart) {
            int access = kernel.access(load.buffer(), load.type(), load.index());
            spreads.add(new Spread(load.result(), load.type(), Optional.of(load), access, kernel.row()));
        }
        Set<Integer> outside = new LinkedHashSet<>(wanted);
        body.statements().forEach(s -> outside.addAll(Uses.of(s)));
        body.statements().forEach(s -> outside.removeAll(Uses.definedBy(s)));
        for (int value : outside) {
            if (kernel.isBound(value) && kernel.row(value).axis() == cells) {
                Row row = kernel.row(value);
                spreads.add(new Spread(value, row.type(), Optional.empty(), row.index(), kernel.row()));
            }
        }
    }

    private static boolean goesOn(Statement statement, int cells, int axis, long length) {
        return switch (statement) {
            case Statement.Load s -> goesOn(s.index(), cells, axis, length);
            case Statement.Store s -> goesOn(s.index(), cells, axis, length);
            case Statement.Position s -> goesOn(s.index(), cells, axis, length);
            case Statement.Require s -> goesOn(s.sample(), cells, axis, length);
            case Statement.Guard s -> s.body().statements().stream().allMatch(t -> goesOn(t, cells, axis, length));
            case Statement.Constant _, Statement.Compute _, Statement.Size _ -> true;
            case Statement.Loop _, Statement.Each _ -> false;
        };
    }

    /// Whether the element behind a cell's last one is the next cell's first.
    private static boolean goesOn(Index index, int cells, int axis, long length) {
        return index.stride(cells).equals(index.stride(axis).times(length));
    }

    /// The body without what is spread.
    Block body() {
        return body;
    }

    /// Cells of a tile.
    int most() {
        return Rows.TILE / length;
    }

    int length() {
        return length;
    }

    /// Says where the body finds what is spread, while it is compiled.
    void bind(KernelContext kernel) {
        spreads.forEach(s -> kernel.bind(s.value, s.type, s.row, axis));
    }

    /// Takes back [#bind].
    void release(KernelContext kernel) {
        spreads.forEach(s -> {
            kernel.release(s.row);
            if (s.load.isEmpty()) {
                kernel.bind(s.value, s.type, s.source, cells);
            }
        });
    }

    /// Fills the rows for `count` cells, the first being the current one.
    void fill(Scope scope, int count) {
        for (Spread s : spreads) {
            int bytes = Rows.stored(s.type).bytes();
            for (int cell = 0; cell < count; cell++) {
                long to = scope.row(s.row) + (long) cell * length * bytes;
                if (s.load.isPresent()) {
                    long from = scope.address(s.source) + cell * scope.stride(s.source, cells);
                    Packing.load(s.type, from, scope.stride(s.source, axis), to, length);
                } else {
                    long from = scope.cell(s.source, s.type) + (long) cell * bytes;
                    Packing.load(Rows.stored(s.type), from, 0, to, length);
                }
            }
        }
    }
}
