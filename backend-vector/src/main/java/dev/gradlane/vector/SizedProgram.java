package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.KernelProgram;
import java.util.Arrays;
import java.util.List;

/// A program for one size of every symbol, shared by all runs of these sizes.
///
/// @param inputBytes what each input's buffer must have
/// @param outputBytes what each output's buffer must have
/// @param offsets of the temporaries' slots in the slab, and last that of the stages' workspace
/// @param workspaceBytes of the stage that needs most
record SizedProgram(
        Buffers buffers,
        List<Long> inputBytes,
        List<Long> outputBytes,
        List<Long> offsets,
        long workspaceBytes,
        List<SizedStage> stages) {
    static SizedProgram of(ProgramCode code, Sizes sizes) {
        KernelProgram program = code.program();
        List<SizedStage> stages =
                code.stages().stream().map(stage -> stage.sized(sizes)).toList();
        return new SizedProgram(
                code.buffers(),
                bytes(program.graph().inputTypes(), sizes),
                bytes(program.graph().outputTypes(), sizes),
                Arrays.stream(program.plan().offsets(sizes.symbols())).boxed().toList(),
                stages.stream().mapToLong(SizedStage::workspaceBytes).max().orElse(0),
                stages);
    }

    private static List<Long> bytes(List<TensorType> types, Sizes sizes) {
        return types.stream().map(sizes::bytes).toList();
    }

    /// Temporaries and workspace.
    long slabBytes() {
        return Math.addExact(offsets.getLast(), workspaceBytes);
    }

    /// Addresses by buffer id.
    ///
    /// @param arguments addresses of the inputs, then of the outputs
    /// @param slab address of [#slabBytes] bytes
    long[] addresses(long[] arguments, long slab) {
        return buffers.addresses(arguments, slab, offsets);
    }

    /// All stages, one after the other.
    void run(Run run, long[] addresses, long slab) {
        long workspace = slab + offsets.getLast();
        for (SizedStage stage : stages) {
            stage.run(run, addresses, workspace);
        }
    }
}
