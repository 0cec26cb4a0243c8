package dev.gradlane;

/// What a step of [Ops#scan] returns, and what the whole loop returns.
///
/// @param carry the next state; of the loop, the last
/// @param ys what the step yields; of the loop, all of it, stacked along a new first axis
public record Scanned<C, Y>(C carry, Y ys) {}
