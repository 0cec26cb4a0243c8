package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.Op;
import dev.gradlane.kernel.ArrayKernel;
import dev.gradlane.kernel.KernelProgram;
import java.util.List;
import java.util.function.Function;

/// The code of a kind that runs bodies: their programs, compiled once, run on the caller's thread, which shares out the
/// kernels of a step as it does those of a whole program.
record Bodies(Op.Control op, ArrayKernel kernel, List<ProgramCode> programs) implements ArrayCode {
    static Bodies of(Op.Control op, ArrayKernel kernel, Function<KernelProgram, ProgramCode> compile) {
        return new Bodies(op, kernel, kernel.bodies().stream().map(compile).toList());
    }

    @Override
    public SizedArray sized(Sizes sizes) {
        List<SizedProgram> bodies =
                programs.stream().map(code -> SizedProgram.of(code, sizes)).toList();
        return switch (op) {
            case Op.Scan scan -> Scanning.of(scan, kernel, bodies.getFirst(), sizes);
            case Op.Cond _ -> new Choosing(bodies.get(0), bodies.get(1));
            case Op.While loop -> Looping.of(loop, kernel, bodies.get(0), bodies.get(1), sizes);
        };
    }

    @Override
    public long scratchBytes() {
        return programs.stream().mapToLong(ProgramCode::scratchBytes).max().orElse(0);
    }

    @Override
    public String listing() {
        StringBuilder text = new StringBuilder();
        programs.forEach(code -> text.append(code.listing()));
        return text.toString();
    }

    @Override
    public void free() {
        programs.forEach(ProgramCode::free);
    }
}
