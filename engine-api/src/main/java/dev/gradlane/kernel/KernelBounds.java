package dev.gradlane.kernel;

import dev.gradlane.graph.GraphException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether every access of a program lies inside its buffer for given sizes: affine, so the least and the greatest
/// index
/// are those of the first or last point of each axis.
final class KernelBounds {
    private final KernelProgram program;
    private final Map<String, Long> sizes;
    private final long[] counts;
    private final Map<Integer, Long> last = new HashMap<>();

    private KernelBounds(KernelProgram program, Map<String, Long> sizes) {
        this.program = program;
        this.sizes = sizes;
        this.counts =
                program.buffers().stream().mapToLong(b -> b.count().at(sizes)).toArray();
    }

    static void check(KernelProgram program, Map<String, Long> sizes) {
        KernelBounds bounds = new KernelBounds(program, sizes);
        for (Stage stage : program.stages()) {
            switch (stage) {
                case Kernel kernel -> {
                    kernel.cells().at(sizes);
                    bounds.loop(kernel, kernel.parallel(), kernel.body());
                }
                case ArrayKernel array -> array.bodies().forEach(body -> check(body, sizes));
            }
        }
    }

    /// What a loop without steps does is of no interest.
    private void loop(Kernel kernel, List<Axis> axes, Block body) {
        boolean runs = true;
        for (Axis axis : axes) {
            long extent = axis.extent().at(sizes);
            last.put(axis.id(), extent - 1);
            runs &= extent > 0;
        }
        if (runs) {
            block(kernel, body);
        }
    }

    private void block(Kernel kernel, Block block) {
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Load s -> access(kernel, s, s.buffer(), s.index(), 0);
                case Statement.Gather s -> gather(kernel, s);
                case Statement.Store s -> access(kernel, s, s.buffer(), s.index(), 0);
                case Statement.Loop s -> loop(kernel, s.axes(), s.body());
                case Statement.Each s -> loop(kernel, s.axes(), s.body());
                case Statement.Recurrence s -> loop(kernel, List.of(s.axis()), s.body());
                case Statement.Guard _, Statement.Repeat _ ->
                    Statements.blocks(statement).forEach(inner -> block(kernel, inner));
                case Statement.Constant _,
                        Statement.Compute _,
                        Statement.Position _,
                        Statement.Size _,
                        Statement.Require _ -> {}
            }
        }
    }

    /// Of no positions nothing is read.
    private void gather(Kernel kernel, Statement.Gather gather) {
        long extent = gather.extent().at(sizes);
        if (extent > 0) {
            long reach = Math.multiplyExact(gather.stride().at(sizes), extent - 1);
            access(kernel, gather, gather.buffer(), gather.index(), reach);
        }
    }

    /// @param reach what the greatest position adds to the index; less than 0 where positions count from the end
    private void access(Kernel kernel, Statement statement, int buffer, Index index, long reach) {
        try {
            long first = index.offsetAt(sizes);
            long least = Math.addExact(first, Math.min(reach, 0));
            long greatest = Math.addExact(first, Math.max(reach, 0));
            for (Index.Term term : index.terms()) {
                long steps = Math.multiplyExact(term.stride().at(sizes), last.get(term.axis()));
                least = Math.addExact(least, Math.min(steps, 0));
                greatest = Math.addExact(greatest, Math.max(steps, 0));
            }
            if (least < 0 || greatest >= counts[buffer]) {
                throw new GraphException("kernel " + kernel.name() + ": " + statement + " reaches element "
                        + (least < 0 ? least : greatest) + " of the " + counts[buffer] + " of b" + buffer + " for "
                        + sizes);
            }
        } catch (ArithmeticException e) {
            throw new GraphException(
                    "kernel " + kernel.name() + ": " + statement + " passes element 2^63-1 for " + sizes);
        }
    }
}
