package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.BufferPlan;
import dev.gradlane.kernel.KernelProgram;
import java.util.Arrays;
import java.util.List;

/// The numbers of a program for one size of every symbol, shared by all runs of these sizes.
///
/// @param inputBytes what each input's buffer must have
/// @param outputBytes what each output's buffer must have
/// @param offsets of the temporaries' slots, and last the bytes of the slab
/// @param kernels of each kernel
record SizedProgram(List<Long> inputBytes, List<Long> outputBytes, List<Long> offsets, List<Sized> kernels) {
    static SizedProgram of(KernelProgram program, List<KernelContext> contexts, Sizes sizes) {
        BufferPlan plan = program.plan();
        return new SizedProgram(
                bytes(program.graph().inputTypes(), sizes),
                bytes(program.graph().outputTypes(), sizes),
                Arrays.stream(plan.offsets(sizes.symbols())).boxed().toList(),
                contexts.stream()
                        .map(context -> new Sized(context, sizes.symbols()))
                        .toList());
    }

    private static List<Long> bytes(List<TensorType> types, Sizes sizes) {
        return types.stream().map(sizes::bytes).toList();
    }

    long slabBytes() {
        return offsets.getLast();
    }
}
