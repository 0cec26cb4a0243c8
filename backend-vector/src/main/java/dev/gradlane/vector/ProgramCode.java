package dev.gradlane.vector;

import dev.gradlane.kernel.ArrayKernel;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.KernelText;
import java.util.List;

/// A program whose stages are compiled, and its constants: what an executable runs, and what a loop runs for each of
/// its steps.
final class ProgramCode {
    private final KernelProgram program;
    private final List<StageCode> stages;
    private final Buffers buffers;
    private final MemoryPool pool;

    ProgramCode(KernelProgram program, VectorDevice device, Tiers tiers) {
        this.program = program;
        this.pool = device.pool();
        this.stages = program.stages().stream()
                .<StageCode>map(stage -> switch (stage) {
                    case Kernel kernel -> KernelStage.of(kernel, program.buffers(), device.settings(), tiers);
                    case ArrayKernel array -> ArrayStage.of(array, body -> new ProgramCode(body, device, tiers));
                })
                .toList();
        this.buffers = new Buffers(program, pool);
    }

    KernelProgram program() {
        return program;
    }

    List<StageCode> stages() {
        return stages;
    }

    Buffers buffers() {
        return buffers;
    }

    /// Bytes of scratch that a thread needs for the stage that needs most.
    long scratchBytes() {
        return stages.stream().mapToLong(StageCode::scratchBytes).max().orElse(0);
    }

    String explain() {
        StringBuilder text = new StringBuilder(KernelText.plan(program));
        stages.forEach(stage -> text.append(stage.explain()));
        return text.toString();
    }

    String listing() {
        StringBuilder text = new StringBuilder();
        stages.forEach(stage -> text.append(stage.listing()));
        return text.toString();
    }

    void free() {
        buffers.free(pool);
        stages.forEach(stage -> stage.free(pool));
    }
}
