package dev.gradlane.vector;

import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.KernelText;
import java.util.List;

/// A program as text: the kernels, the generated code in Java's words, the size of each method.
final class Explanation {
    private Explanation() {}

    static String of(DeviceInfo info, KernelProgram program, List<KernelContext> contexts) {
        StringBuilder text = new StringBuilder("graph " + program.graph().name() + " on device " + info.token() + " ("
                + info.name() + "): " + program.kernels().size() + " kernels, "
                + program.plan().slots().size() + " temporary slots "
                + program.plan().slots() + "\n");
        text.append(KernelText.plan(program));
        for (KernelContext context : contexts) {
            text.append(KernelText.print(context.kernel())).append(context.listing());
        }
        return text.toString();
    }
}
