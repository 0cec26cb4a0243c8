package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.kernel.ArrayKernel;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.KernelText;
import java.util.List;
import java.util.function.Function;

/// An array kernel as a stage.
record ArrayStage(ArrayKernel kernel, ArrayCode code) implements StageCode {
    /// @param compile what compiles the program of a body
    static ArrayStage of(ArrayKernel kernel, Function<KernelProgram, ProgramCode> compile) {
        return new ArrayStage(kernel, ArrayCode.of(kernel, compile));
    }

    @Override
    public SizedStage sized(Sizes sizes) {
        return new Launched(code.sized(sizes), buffers(kernel.operands()), buffers(kernel.results()));
    }

    private static int[] buffers(List<ArrayKernel.Place> places) {
        return places.stream().mapToInt(ArrayKernel.Place::buffer).toArray();
    }

    @Override
    public long scratchBytes() {
        return code.scratchBytes();
    }

    @Override
    public String explain() {
        return KernelText.print(kernel) + listing();
    }

    @Override
    public String listing() {
        return code.listing();
    }

    @Override
    public void free(MemoryPool pool) {
        code.free();
    }

    private record Launched(SizedArray array, int[] operands, int[] results) implements SizedStage {
        @Override
        public long workspaceBytes() {
            return array.workspaceBytes();
        }

        @Override
        public void run(Run run, long[] addresses, long workspace) {
            array.run(run, at(addresses, operands), at(addresses, results), workspace);
        }

        private static long[] at(long[] addresses, int[] buffers) {
            long[] places = new long[buffers.length];
            for (int i = 0; i < places.length; i++) {
                places[i] = addresses[buffers[i]];
            }
            return places;
        }
    }
}
