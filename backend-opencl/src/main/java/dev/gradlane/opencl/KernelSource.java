package dev.gradlane.opencl;

import dev.gradlane.kernel.Kernel;
import java.util.List;

/// A kernel and how to launch what became of it.
///
/// @param localSize work items of a group, the only one that this kernel is ever launched with
/// @param itemsPerCell work items of a cell, 1 or `localSize`
record KernelSource(Kernel kernel, List<Argument> arguments, int localSize, int itemsPerCell) {
    KernelSource {
        arguments = List.copyOf(arguments);
    }
}
