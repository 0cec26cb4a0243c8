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
import java.util.Set;

/// Short rows computed as one long row: of two axes the inner one is short, so its rows at many points of the outer
/// one are computed as neighbours. What the body reads from memory mostly goes on from a row's last element to the next
/// row's first; what does not, and what was computed before for each point of one axis, is spread to rows first.
///
/// Where cells are visited one after the other they are the outer axis and their loop is the inner one; where cells lie
/// across the lanes it is the other way round. Of rows of 16 elements a tile has 32, so what a tile costs beside its
/// instructions is paid once instead of 32 times.
final class ShortRows {
    /// Longer rows fill a tile well enough by themselves.
    private static final int LONGEST = Rows.TILE / 4;
    /// The same where something must be spread, which costs about as much as a cheap body.
    private static final int LONGEST_SPREAD = Rows.TILE / 8;

    /// @param memory whether it is loaded; else it is in a row along one of the axes
    /// @param source number of an access, or of that row
    private record Spread(int value, DType type, boolean memory, int source, int sourceAxis, int row) {}

    private final int outer;
    private final int inner;
    private final int length;
    private final Block body;
    private final List<Spread> spreads = new ArrayList<>();

    private ShortRows(int outer, int inner, int length, Block body) {
        this.outer = outer;
        this.inner = inner;
        this.length = length;
        this.body = body;
    }

    /// @param wanted values that are read after the body
    static Optional<ShortRows> of(KernelContext kernel, int outer, Axis inner, Block body, Set<Integer> wanted) {
        long length = inner.extent().fixed().orElse(0);
        boolean computes = body.statements().stream()
                .anyMatch(s -> s instanceof Statement.Compute || s instanceof Statement.Guard);
        if (length < 1 || length > LONGEST || !computes) {
            return Optional.empty();
        }
        List<Statement> kept = new ArrayList<>();
        List<Statement.Load> apart = new ArrayList<>();
        for (Statement statement : body.statements()) {
            if (goesOn(statement, outer, inner.id(), length)) {
                kept.add(statement);
            } else if (statement instanceof Statement.Load load) {
                apart.add(load);
            } else {
                return Optional.empty();
            }
        }
        ShortRows rows = new ShortRows(outer, inner.id(), (int) length, new Block(kept));
        Set<Integer> computed = rows.computedBefore(kernel, wanted);
        // what another loop over this body has spread is bound still
        apart.forEach(load -> computed.remove(load.result()));
        if (length > LONGEST_SPREAD && !(apart.isEmpty() && computed.isEmpty())) {
            return Optional.empty();
        }
        for (Statement.Load load : apart) {
            int access = kernel.access(load.buffer(), load.type(), load.index());
            rows.spreads.add(new Spread(load.result(), load.type(), true, access, Row.NONE, kernel.row()));
        }
        for (int value : computed) {
            Row row = kernel.row(value);
            rows.spreads.add(new Spread(value, row.type(), false, row.index(), row.axis(), kernel.row()));
        }
        return Optional.of(rows);
    }

    /// What the body or who reads its values takes from rows along the two axes.
    private Set<Integer> computedBefore(KernelContext kernel, Set<Integer> wanted) {
        Set<Integer> outside = new LinkedHashSet<>(wanted);
        body.statements().forEach(s -> outside.addAll(Uses.of(s)));
        body.statements().forEach(s -> outside.removeAll(Uses.definedBy(s)));
        outside.removeIf(value -> !kernel.isBound(value)
                || kernel.row(value).axis() != outer && kernel.row(value).axis() != inner);
        return outside;
    }

    private static boolean goesOn(Statement statement, int outer, int inner, long length) {
        return switch (statement) {
            case Statement.Load s -> goesOn(s.index(), outer, inner, length);
            case Statement.Gather s -> goesOn(s.index(), outer, inner, length);
            case Statement.Store s -> goesOn(s.index(), outer, inner, length);
            case Statement.Position s -> goesOn(s.index(), outer, inner, length);
            case Statement.Require s -> goesOn(s.sample(), outer, inner, length);
            case Statement.Guard s -> s.body().statements().stream().allMatch(t -> goesOn(t, outer, inner, length));
            case Statement.Constant _, Statement.Compute _, Statement.Size _ -> true;
            case Statement.Loop _, Statement.Each _, Statement.Recurrence _, Statement.Repeat _ -> false;
        };
    }

    /// Whether the element behind a row's last one is the next row's first.
    private static boolean goesOn(Index index, int outer, int inner, long length) {
        return index.stride(outer).equals(index.stride(inner).times(length));
    }

    /// The body without what is spread.
    Block body() {
        return body;
    }

    /// Rows of a tile.
    int most() {
        return Rows.TILE / length;
    }

    int length() {
        return length;
    }

    /// Says where the body finds what is spread, while it is compiled.
    void bind(KernelContext kernel) {
        spreads.forEach(s -> kernel.bind(s.value, s.type, s.row, inner));
    }

    /// Takes back [#bind].
    void release(KernelContext kernel) {
        for (Spread s : spreads) {
            kernel.release(s.row);
            if (!s.memory) {
                kernel.bind(s.value, s.type, s.source, s.sourceAxis);
            }
        }
    }

    /// Fills the rows for `count` points of the outer axis, the first being the current one.
    void fill(Scope scope, int count) {
        for (Spread s : spreads) {
            DType type = s.memory ? s.type : Rows.stored(s.type);
            int bytes = Rows.stored(s.type).bytes();
            long from = s.memory
                    ? scope.address(s.source)
                    : s.sourceAxis == outer ? scope.cell(s.source, s.type) : scope.row(s.source);
            long outerStride = s.memory ? scope.stride(s.source, outer) : s.sourceAxis == outer ? bytes : 0;
            long innerStride = s.memory ? scope.stride(s.source, inner) : s.sourceAxis == inner ? bytes : 0;
            for (int i = 0; i < count; i++) {
                long to = scope.row(s.row) + (long) i * length * bytes;
                Packing.load(type, from + i * outerStride, innerStride, to, length);
            }
        }
    }
}
