package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Statement;
import dev.gradlane.vector.Segment.Action;
import java.util.List;
import java.util.Set;

/// Straight-line statements compiled for tiles along one axis.
final class Straight implements Step {
    private final StraightPlan plan;
    private final Tile code;
    private final int axis;
    private final int lanes;
    private final Attempts attempts = new Attempts();

    private Straight(StraightPlan plan, Tile code, int axis, int lanes) {
        this.plan = plan;
        this.code = code;
        this.axis = axis;
        this.lanes = lanes;
    }

    /// Compiles `statements` (no loops among them), which read values bound in `kernel` by earlier steps.
    ///
    /// @param axis id of the axis, parallel or of a loop, along which a tile's points lie; [Row#NONE]: one point
    /// @param exports values that later steps read: each is bound to a row, which belongs to the caller
    static Step of(KernelContext kernel, List<Statement> statements, int axis, Set<Integer> exports) {
        StraightPlan plan = new StraightPlan(kernel, statements, axis, exports);
        if (plan.segments().isEmpty()) {
            // nobody reads what these statements compute; a class without segments has no code
            return new BlockSteps(List.of());
        }
        Species species = axis == Row.NONE ? Species.SCALAR : kernel.species();
        int most = axis == Row.NONE ? 1 : Rows.TILE;
        Tile tile = kernel.tiers().tile(kernel, plan, species, most, () -> fused(kernel, plan, species));
        return new Straight(plan, tile, axis, species.lanes(4));
    }

    private static Generated.Code fused(KernelContext kernel, StraightPlan plan, Species species) {
        return Generated.define(
                kernel.kernel().name(),
                plan,
                (assembly, tables, segment) -> species.isScalar()
                        ? new ScalarEmitter(assembly, tables)
                        : new VectorEmitter(assembly, tables, species.lanes(widest(plan, segment))));
    }

    /// Bytes of the widest value in a segment.
    private static int widest(StraightPlan plan, Segment segment) {
        int widest = 4;
        for (Action action : segment.actions()) {
            switch (action) {
                case Action.Do(var compute) -> {
                    widest = Math.max(widest, compute.type().bytes());
                    for (int operand : compute.operands()) {
                        widest = Math.max(widest, plan.type(operand).bytes());
                    }
                }
                case Action.Put(int _, DType type, var _) -> widest = Math.max(widest, type.bytes());
            }
        }
        return widest;
    }

    @Override
    public void run(Scope scope, int count) {
        if (code.hasCommon() && attempts.isDue()) {
            prepare(scope, count);
            boolean done = code.common(scope.frame, scope.rows, Math.max(count, lanes));
            attempts.ended(done);
            if (done) {
                finish(scope, count);
                return;
            }
        }
        int most = plan.most;
        if (count <= most) {
            full(scope, count);
            return;
        }
        long first = scope.point[axis];
        for (int i = 0; i < count; i += most) {
            scope.point[axis] = first + i;
            full(scope, Math.min(most, count - i));
        }
        scope.point[axis] = first;
    }

    private void full(Scope scope, int count) {
        prepare(scope, count);
        code.run(scope.frame, scope.rows, Math.max(count, lanes));
        finish(scope, count);
    }

    /// Fills the frame, the rows that are read, and what stands for memory where there are fewer points than lanes.
    private void prepare(Scope scope, int count) {
        boolean direct = count >= lanes;
        long[] frame = scope.frame;
        for (StraightPlan.Slot slot : plan.slots) {
            long address = scope.address(slot.access());
            if (!direct) {
                long stage = stage(scope, slot);
                if (slot.use() == StraightPlan.Use.LOAD) {
                    copy(address, stage, (long) count * slot.type().bytes());
                }
                address = stage;
            }
            frame[slot.slot()] = address;
        }
        for (StraightPlan.Uniform uniform : plan.uniforms) {
            frame[uniform.slot()] = bits(scope, uniform);
        }
        for (StraightPlan.Packed load : plan.loads) {
            Packing.load(load.type(), scope.address(load.access()), stride(scope, load), scope.row(load.row()), count);
        }
        for (StraightPlan.Packed position : plan.positions) {
            Packing.positions(
                    position.type(),
                    scope.address(position.access()),
                    stride(scope, position),
                    scope.row(position.row()),
                    count);
        }
    }

    /// Takes what was computed to where it belongs.
    private void finish(Scope scope, int count) {
        if (count < lanes) {
            for (StraightPlan.Slot slot : plan.slots) {
                if (slot.use() == StraightPlan.Use.STORE) {
                    copy(
                            stage(scope, slot),
                            scope.address(slot.access()),
                            (long) count * slot.type().bytes());
                }
            }
        }
        for (StraightPlan.Packed store : plan.stores) {
            Packing.store(
                    store.type(), scope.row(store.row()), scope.address(store.access()), stride(scope, store), count);
        }
        for (StraightPlan.Check check : plan.checks) {
            check(scope, check, count);
        }
    }

    @Override
    public int most() {
        return plan.mostAtOnce;
    }

    private static long bits(Scope scope, StraightPlan.Uniform uniform) {
        return switch (uniform.from()) {
            case MEMORY -> Packing.bits(uniform.type(), scope.address(uniform.index()));
            case ROW -> Packing.rowBits(uniform.type(), scope.row(uniform.index()));
            case CELL -> Packing.rowBits(uniform.type(), scope.cell(uniform.index(), uniform.type()));
            case POSITION -> Packing.positionBits(uniform.type(), scope.address(uniform.index()));
            case SIZE -> scope.sized.size[uniform.index()];
        };
    }

    private static long stage(Scope scope, StraightPlan.Slot slot) {
        return scope.stage + slot.access() * KernelContext.STAGE;
    }

    private static void copy(long from, long to, long bytes) {
        for (long i = 0; i < bytes; i++) {
            Address.ALL.set(Address.BYTE, to + i, Address.ALL.get(Address.BYTE, from + i));
        }
    }

    private long stride(Scope scope, StraightPlan.Packed packed) {
        return axis == Row.NONE ? 0 : scope.stride(packed.access(), axis);
    }

    private void check(Scope scope, StraightPlan.Check check, int count) {
        long row = scope.row(check.row());
        if (areTrue(row, count)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (Address.ALL.get(Address.I32, row + 4L * i) == 0) {
                long stride = axis == Row.NONE ? 0 : scope.stride(check.sample(), axis);
                FaultWord.report(scope.fault, scope.address(check.sample()) + i * stride, check.node());
            }
        }
    }

    /// Whether `count` conditions of a row, −1 or 0, are true: eight at a time.
    private static boolean areTrue(long row, int count) {
        long all = -1;
        int i = 0;
        for (; i + 8 <= count; i += 8) {
            long at = row + 4L * i;
            all &= Address.ALL.get(Address.I64, at)
                    & Address.ALL.get(Address.I64, at + 8)
                    & Address.ALL.get(Address.I64, at + 16)
                    & Address.ALL.get(Address.I64, at + 24);
        }
        for (; i < count; i++) {
            all &= Address.ALL.get(Address.I32, row + 4L * i);
        }
        return all == -1;
    }
}
