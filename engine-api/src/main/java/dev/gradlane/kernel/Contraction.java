package dev.gradlane.kernel;

import java.util.List;

/// A kernel of layout [Layout#BLOCK] taken apart. Its parallel axes are batch, then left, then right; its
/// body is what the loop's operands need from outside, one [Statement.Loop] with a single accumulator
/// [Fold#DOT] of order CHAIN, and the epilogue. Inside the loop `left` computes the first element from
/// batch, left and contracted axes, `right` the second from batch, right and contracted axes; they share
/// no statement.
///
/// @param invariant statements before the loop: per batch at most
/// @param leftElement, rightElement values that the two blocks define
/// @param total the accumulator
/// @param epilogue statements after the loop, per cell
public record Contraction(
        List<Axis> batchAxes,
        List<Axis> leftAxes,
        List<Axis> rightAxes,
        List<Axis> contracted,
        Block invariant,
        Block left,
        int leftElement,
        Block right,
        int rightElement,
        Accumulator total,
        Block epilogue) {
    public Contraction {
        batchAxes = List.copyOf(batchAxes);
        leftAxes = List.copyOf(leftAxes);
        rightAxes = List.copyOf(rightAxes);
        contracted = List.copyOf(contracted);
    }

    /// The product that a kernel of layout [Layout#BLOCK] is. An axis belongs to the operand that changes
    /// along it, to the batch if both do; what both operands need is computed in both blocks, under
    /// different names.
    ///
    /// @throws IllegalArgumentException if the kernel is of another layout
    public static Contraction of(Kernel kernel) {
        if (kernel.layout() != Layout.BLOCK) {
            throw new IllegalArgumentException(kernel.name() + " is of layout " + kernel.layout() + ", not block");
        }
        return new ContractionParts(kernel).contraction();
    }
}
