package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Statement;
import java.lang.classfile.Label;

/// Writes the instructions of one method's loop body, which computes [#lanes] neighbouring points at once. Every value
/// has a local variable. A bool in memory is an i32, 0 or −1 ([Rows#stored]).
interface Emitter {
    /// Points of one iteration.
    int lanes();

    /// What the method needs before its loop.
    ///
    /// @param lookups whether its body reads tables
    void prologue(boolean lookups);

    /// `v = bits`.
    void constant(int v, DType type, long bits);

    /// `v = bits` in every lane; `bits` pushes an i64.
    void uniform(int v, DType type, Runnable bits);

    /// `v = memory[address …]`, neighbouring elements.
    void load(int v, DType type, Runnable address);

    /// `memory[address …] = v`.
    void store(int v, DType type, Runnable address);

    /// `v = op …`, `v = table[…]`.
    void compute(Statement.Compute statement);

    /// Pushes an int: 1 if `premise`, which is not empty, is wrong in any lane, else 0.
    void isWrong(Premise premise);

    /// Jumps to `target` where `condition` is false in every lane.
    void skipUnlessAny(int condition, Label target);
}
