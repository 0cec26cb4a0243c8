package dev.gradlane.kernel;

import dev.gradlane.graph.GraphException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether every access of a program lies inside its buffer for given sizes. Strides are never negative, so the least
/// index is the offset and the greatest is that of the last point.
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
                case Statement.Load s -> access(kernel, s, s.buffer(), s.index());
                case Statement.Store s -> access(kernel, s, s.buffer(), s.index());
                case Statement.Loop s -> loop(kernel, s.axes(), s.body());
                case Statement.Each s -> loop(kernel, s.axes(), s.body());
                case Statement.Guard s -> block(kernel, s.body());
                case Statement.Constant _,
                        Statement.Compute _,
                        Statement.Position _,
                        Statement.Size _,
                        Statement.Require _ -> {}
            }
        }
    }

    private void access(Kernel kernel, Statement statement, int buffer, Index index) {
        try {
            long first = index.offsetAt(sizes);
            long greatest = first;
            boolean legal = first >= 0;
            for (Index.Term term : index.terms()) {
                long stride = term.stride().at(sizes);
                legal &= stride >= 0;
                greatest = Math.addExact(greatest, Math.multiplyExact(stride, last.get(term.axis())));
            }
            if (!legal || greatest >= counts[buffer]) {
                throw new GraphException("kernel " + kernel.name() + ": " + statement + " reaches element " + greatest
                        + " of the " + counts[buffer] + " of b" + buffer + " for " + sizes);
            }
        } catch (ArithmeticException e) {
            throw new GraphException(
                    "kernel " + kernel.name() + ": " + statement + " passes element 2^63-1 for " + sizes);
        }
    }
}
