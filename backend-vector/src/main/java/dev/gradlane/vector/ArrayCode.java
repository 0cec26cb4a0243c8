package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.Op;
import dev.gradlane.kernel.ArrayKernel;
import dev.gradlane.kernel.KernelProgram;
import java.util.Set;
import java.util.function.Function;

/// The code of an array kernel, for every size.
@FunctionalInterface
interface ArrayCode {
    /// Kinds, by [Op#symbol()], that there is code for.
    Set<String> KINDS = Set.of("scatterAdd", "cumSum", "sort", "cholesky", "triangularSolve", "scan", "cond", "while");

    SizedArray sized(Sizes sizes);

    /// Bytes of scratch that a thread needs for the bodies.
    default long scratchBytes() {
        return 0;
    }

    /// The code of the bodies, for people.
    default String listing() {
        return "";
    }

    /// Gives back the memory of the bodies.
    default void free() {}

    /// @param compile what compiles the program of a body
    static ArrayCode of(ArrayKernel kernel, Function<KernelProgram, ProgramCode> compile) {
        return switch (kernel.op()) {
            case Op.ScatterAdd op -> sizes -> Scattering.of(op, kernel, sizes);
            case Op.CumSum op -> sizes -> RunningSums.of(op, kernel, sizes);
            case Op.Sort(int axis) -> sizes -> Sorting.of(axis, kernel, sizes);
            case Op.Cholesky _ -> sizes -> Cholesky.of(kernel, sizes);
            case Op.TriangularSolve(boolean transposed) -> sizes -> Solving.of(transposed, kernel, sizes);
            case Op.Control op -> Bodies.of(op, kernel, compile);
            case Op.Gather _,
                    Op.Reverse _,
                    Op.Input _,
                    Op.Constant _,
                    Op.Map _,
                    Op.Broadcast _,
                    Op.Reshape _,
                    Op.Permute _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Call _,
                    Op.Barrier _ ->
                throw new IllegalStateException(kernel.op() + " is no array kernel of device vector");
        };
    }
}
