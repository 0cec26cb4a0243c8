package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// One side of a matrix product, packed block by block: read from memory at any strides, or computed by what was fused
/// into it.
final class Operand {
    private final Points rows;
    private final Points depth;
    private final DType type;
    private final Panels panels;
    private final boolean alongDepth;
    private final OptionalInt access;
    private final Step body;
    private final Row element;
    private final Copy copy;
    private final int copied;

    /// @param rows the axes that this side does not share with the other, from the outermost
    /// @param depth the contracted axes
    /// @param width rows of a panel in memory
    /// @param rowsSide whether the code reads single elements, so that rows of neighbouring k will do too
    Operand(
            KernelContext kernel,
            Points rows,
            Points depth,
            Block block,
            int value,
            DType type,
            int width,
            boolean rowsSide) {
        this.rows = rows;
        this.depth = depth;
        this.type = type;
        List<Statement> statements = block.statements();
        this.alongDepth = rows.last() == Row.NONE || depth.last() != Row.NONE && prefersDepth(statements, rowsSide);
        int axis = alongDepth ? depth.last() : rows.last();
        this.panels = alongDepth && rowsSide
                ? Panels.along(ReductionTree.BLOCK, type.bytes())
                : Panels.across(width, ReductionTree.BLOCK, type.bytes());
        boolean defined = statements.stream().anyMatch(s -> Uses.definedBy(s).contains(value));
        this.body = BlockSteps.of(kernel, block, axis, defined ? Set.of(value) : Set.of());
        this.element = kernel.row(value);
        this.access = statements.size() == 1 && statements.getFirst() instanceof Statement.Load load
                ? OptionalInt.of(kernel.access(load.buffer(), load.type(), load.index()))
                : OptionalInt.empty();
        int bits = panels.width() * type.bytes() * 8;
        Species exact = new Species(Math.min(bits, kernel.species().bits()));
        Species species = bits == 128 || bits == 256 ? exact : kernel.species();
        this.copy = Copy.of(species, type, bits / 8);
        this.copied = Math.ceilDiv(panels.width(), species.lanes(type)) * species.lanes(type);
    }

    private boolean prefersDepth(List<Statement> statements, boolean otherwise) {
        int votes = 0;
        for (Statement statement : statements) {
            Optional<Index> index = read(statement);
            if (index.isPresent()) {
                votes += index.get().stride(depth.last()).is(1) ? 1 : 0;
                votes -= index.get().stride(rows.last()).is(1) ? 1 : 0;
            }
        }
        return votes > 0 || votes == 0 && otherwise;
    }

    private static Optional<Index> read(Statement statement) {
        return switch (statement) {
            case Statement.Load load -> Optional.of(load.index());
            case Statement.Gather gather -> Optional.of(gather.index());
            case Statement other -> Optional.empty();
        };
    }

    Panels panels() {
        return panels;
    }

    /// Packs `count` rows and `steps` k of the current batch to `to`.
    void pack(Scope scope, long firstRow, int count, long firstStep, int steps, long to) {
        long rowPitch = access.isPresent() ? rows.pitch(scope, access.getAsInt()) : -1;
        long stepPitch = access.isPresent() ? depth.pitch(scope, access.getAsInt()) : -1;
        if (rowPitch >= 0 && stepPitch >= 0) {
            rows.go(scope, firstRow);
            depth.go(scope, firstStep);
            long from = scope.address(access.getAsInt());
            long rowsLeft = rows.count(scope) - firstRow;
            copyBlock(from, rowPitch, stepPitch, count, steps, to, rowsLeft);
        } else if (alongDepth) {
            computeAlongDepth(scope, firstRow, count, firstStep, steps, to);
        } else {
            computeAcross(scope, firstRow, count, firstStep, steps, to);
        }
    }

    private void copyBlock(long from, long rowPitch, long stepPitch, int count, int steps, long to, long rowsLeft) {
        int bytes = type.bytes();
        if (panels.width() == 1 && stepPitch == bytes) {
            for (int i = 0; i < count; i++) {
                Address.copy(from + i * rowPitch, to + i * panels.panel(), (long) steps * bytes);
            }
            return;
        }
        for (int i = 0; i < count; i += panels.width()) {
            long source = from + i * rowPitch;
            long target = to + panels.at(i, 0);
            int present = Math.min(panels.width(), count - i);
            if (rowPitch == bytes && i + copied <= rowsLeft) {
                copy.run(source, stepPitch, target, panels.depth(), steps);
            } else {
                for (int row = 0; row < present; ) {
                    row += move(source, target, rowPitch, stepPitch, row, present, steps);
                }
            }
        }
    }

    /// Moves some rows of a panel, element by element.
    ///
    /// @return how many
    private int move(long source, long target, long rowPitch, long stepPitch, int row, int present, int steps) {
        long from = source + row * rowPitch;
        long to = target + row * panels.lane();
        int together = present - row >= 8 ? 8 : 1;
        long pitch = panels.depth();
        if (type == DType.F32) {
            if (together == 8) {
                Transposing.eight32(from, rowPitch, stepPitch, to, panels.lane(), pitch, steps);
            } else {
                Transposing.one32(from, stepPitch, to, pitch, steps);
            }
        } else if (together == 8) {
            Transposing.eight64(from, rowPitch, stepPitch, to, panels.lane(), pitch, steps);
        } else {
            Transposing.one64(from, stepPitch, to, pitch, steps);
        }
        return together;
    }

    private void computeAlongDepth(Scope scope, long firstRow, int count, long firstStep, int steps, long to) {
        for (int i = 0; i < count; i++) {
            rows.go(scope, firstRow + i);
            for (int k = 0; k < steps; ) {
                int run = (int) Math.min(Math.min(depth.go(scope, firstStep + k), steps - k), Rows.TILE);
                long from = compute(scope, run);
                long target = to + panels.at(i, k);
                if (element.axis() == Row.NONE) {
                    place(from, 0, target, panels.depth(), run);
                } else {
                    place(from, type.bytes(), target, panels.depth(), run);
                }
                k += run;
            }
        }
    }

    private void computeAcross(Scope scope, long firstRow, int count, long firstStep, int steps, long to) {
        int bytes = type.bytes();
        for (int k = 0; k < steps; k++) {
            depth.go(scope, firstStep + k);
            for (int i = 0; i < count; ) {
                int run = (int) Math.min(Math.min(rows.go(scope, firstRow + i), count - i), Rows.TILE);
                long from = compute(scope, run);
                long pitch = element.axis() == Row.NONE ? 0 : bytes;
                for (int done = 0; done < run; ) {
                    int lane = (i + done) % panels.width();
                    int piece = Math.min(run - done, panels.width() - lane);
                    long target = to + panels.at(i + done, k);
                    if (pitch == bytes && lane == 0 && piece == panels.width() && done + copied <= Rows.TILE) {
                        copy.run(from + (long) done * bytes, 0, target, 0, 1);
                    } else {
                        place(from + done * pitch, pitch, target, panels.lane(), piece);
                    }
                    done += piece;
                }
                i += run;
            }
        }
    }

    private long compute(Scope scope, int run) {
        body.run(scope, run);
        return scope.row(element.index());
    }

    private void place(long from, long fromPitch, long to, long toPitch, int count) {
        if (fromPitch == type.bytes() && toPitch == type.bytes()) {
            Address.copy(from, to, (long) count * type.bytes());
        } else if (type == DType.F32) {
            Transposing.one32(from, fromPitch, to, toPitch, count);
        } else {
            Transposing.one64(from, fromPitch, to, toPitch, count);
        }
    }

    void leave(Scope scope) {
        rows.leave(scope);
        depth.leave(scope);
    }
}
