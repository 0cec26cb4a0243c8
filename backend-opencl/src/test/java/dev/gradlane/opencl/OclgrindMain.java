package dev.gradlane.opencl;

import dev.gradlane.graph.Dim;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Layout;
import java.util.Map;
import java.util.Optional;

/// What [OclgrindTest] runs in a process of its own: every fold, and rows by a work-group with its
/// barriers.
final class OclgrindMain {
    static final String PASSED = "all kernels have the bits of the interpreter";

    private OclgrindMain() {}

    public static void main(String[] arguments) {
        int differing = 0;
        for (Target.Rows rows : Target.Rows.values()) {
            try (OpenClDevice device = OnOpenCl.open(rows)) {
                if (!device.facts().interpreted()) {
                    throw new IllegalStateException("the device is " + device.info() + ", not Oclgrind");
                }
                KernelProgram program = FoldKernels.program(Layout.ROW, Dim.symbol("n"));
                try (OpenClExecutable executable = device.compile(program)) {
                    for (long n : new long[] {1, 5, 130, 300}) {
                        Optional<String> difference =
                                FoldKernels.difference(device, executable, program, Map.of("n", n));
                        difference.ifPresent(d -> System.out.println(rows + ", n = " + n + ": " + d));
                        differing += difference.isPresent() ? 1 : 0;
                    }
                }
            }
        }
        if (differing > 0) {
            System.exit(1);
        }
        System.out.println(PASSED);
    }
}
