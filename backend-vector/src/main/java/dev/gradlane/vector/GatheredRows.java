package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.util.List;
import java.util.Optional;

/// A kernel that copies rows of memory to where they are wanted, by positions that lie in memory, and does nothing
/// else: what words are looked up by. A unit is a row; no vector goes through scratch memory.
final class GatheredRows implements KernelCode {
    private final DType type;
    private final DType by;
    private final Points rows;
    private final int along;
    private final int from;
    private final int positions;
    private final int to;
    private final int stride;
    private final int extent;

    private GatheredRows(
            KernelContext context, Statement.Load position, Statement.Gather gather, Statement.Store store) {
        List<Axis> parallel = context.kernel().parallel();
        this.type = gather.type();
        this.by = position.type();
        this.rows = Points.of(parallel.subList(0, parallel.size() - 1));
        this.along = parallel.getLast().id();
        this.from = context.access(gather.buffer(), gather.type(), gather.index());
        this.positions = context.access(position.buffer(), position.type(), position.index());
        this.to = context.access(store.buffer(), gather.type(), store.index());
        this.stride = context.size(gather.stride());
        this.extent = context.size(gather.extent());
    }

    /// Empty where the kernel is another.
    static Optional<KernelCode> of(KernelContext context) {
        Kernel kernel = context.kernel();
        List<Statement> body = kernel.body().statements();
        if (kernel.layout() == Layout.LANE
                && body.size() == 3
                && body.get(0) instanceof Statement.Load position
                && body.get(1) instanceof Statement.Gather gather
                && body.get(2) instanceof Statement.Store store
                && gather.position() == position.result()
                && store.value() == gather.result()) {
            int along = kernel.parallel().getLast().id();
            Index row = gather.index();
            return position.index().stride(along).is(0)
                            && row.stride(along).is(1)
                            && store.index().stride(along).is(1)
                    ? Optional.of(new GatheredRows(context, position, gather, store))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public long units(Sized sized) {
        return sized.extent[along] == 0 ? 0 : rows.count(sized.extent);
    }

    @Override
    public long weight(Sized sized) {
        return sized.extent[along];
    }

    @Override
    public void run(Scope scope, long first, long last) {
        long bytes = scope.extent[along] * type.bytes();
        long pitch = scope.sized.size[stride] * type.bytes();
        long end = scope.sized.size[extent];
        int next = rows.last();
        for (long row = first; row < last; ) {
            long some = Math.min(rows.go(scope, row), last - row);
            long source = scope.address(from);
            long at = scope.address(positions);
            long target = scope.address(to);
            long sourceStep = next == Row.NONE ? 0 : scope.stride(from, next);
            long atStep = next == Row.NONE ? 0 : scope.stride(positions, next);
            long targetStep = next == Row.NONE ? 0 : scope.stride(to, next);
            for (long i = 0; i < some; i++) {
                long position = Gathering.position(by, at + i * atStep);
                long place = target + i * targetStep;
                if (Long.compareUnsigned(position, end) < 0) {
                    Address.copy(source + i * sourceStep + position * pitch, place, bytes);
                } else {
                    Address.zero(place, bytes);
                }
            }
            row += some;
        }
        rows.leave(scope);
    }
}
