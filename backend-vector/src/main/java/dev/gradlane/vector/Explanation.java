package dev.gradlane.vector;

import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.kernel.KernelProgram;

/// A program as text: the stages, the generated code in Java's words, the size of each method.
final class Explanation {
    private Explanation() {}

    static String of(DeviceInfo info, ProgramCode code) {
        KernelProgram program = code.program();
        return "graph " + program.graph().name() + " on device " + info.token() + " (" + info.name() + "): "
                + program.stages().size() + " kernels, "
                + program.plan().slots().size() + " temporary slots "
                + program.plan().slots() + "\n" + code.explain();
    }
}
