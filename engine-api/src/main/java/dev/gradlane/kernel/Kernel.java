package dev.gradlane.kernel;

import java.util.List;

/// One launch: every point of the parallel axes executes `body`.
public record Kernel(String name, Layout layout, List<Axis> parallel, Block body) implements Stage {
    public Kernel {
        parallel = List.copyOf(parallel);
    }

    /// Number of cells.
    public Extent cells() {
        Extent product = Extent.ONE;
        for (Axis axis : parallel) {
            product = product.times(axis.extent());
        }
        return product;
    }
}
