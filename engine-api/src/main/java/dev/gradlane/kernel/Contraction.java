package dev.gradlane.kernel;

import java.util.List;

/// A kernel of layout [Layout#BLOCK] taken apart. Its parallel axes are batch, then left, then
/// right; its body is what
/// the
/// loop's operands need from outside, one [Statement.Loop] with a single accumulator [Fold#DOT] of
/// order CHAIN, and the
/// epilogue. Inside the loop `left` computes the first element from batch, left and contracted
/// axes, `right` the second
/// from batch, right and contracted axes; they share no statement.
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
        Block epilogue) {}
