/// Runs kernels on the processor: as JVM bytecode over the Vector API, on all cores.
///
/// A kernel ([dev.gradlane.kernel]) says what to compute for each cell, in scalar statements. Interpreting them costs
/// more than computing them, so they become bytecode: an instruction of the Vector API for each statement, which
/// HotSpot's second compiler turns into one machine instruction, with all values in registers. Three things stand in
/// the
/// way, and each has a word.
///
/// - HotSpot never compiles a method of more than 8000 bytes, and its time grows faster than the method. So statements
///   are cut into *segments* of 50 to 100 instructions, each a method that loops over a *tile* of up to 512
/// neighbouring
///   points. A value that crosses a cut lies in a *row*, a piece of scratch memory that stays in the first-level cache.
/// - Memory is addressed absolutely, from *slots* of a *frame* that is filled for each tile: generated code knows
/// neither
///   buffers nor strides. What does not lie side by side is packed into rows before the code runs.
/// - Until the second compiler has been there, vector code runs a hundred times slower than scalar code. So there are
///   *tiers*, which a tile does not show in its bits:
///
/// | tier | what computes a tile |
/// |---|---|
/// | `tile` | the `Interpreter`: a plain scalar loop for each instruction over *strips* on the Java heap. The loops are
/// those of every program, so they are compiled after a few tiles; nothing is generated |
/// | `fused` | the generated code |
/// | `auto` | `tile`, until a thread in the background has generated the code, proved on this machine that vector
/// instructions keep the numerics contract, called the code on memory of its own until it was compiled, and found it
/// faster; then `fused` |
///
/// There is no tier of vector loops between them: a vector loop is as slow as fused code until it is compiled, and by
/// then fused code is nearly there. Loops with accumulators and products have generated loops of their own (`FoldCode`,
/// `MatrixKernels`), which are small, run from the first call in every tier, and take vector code only from a machine
/// that has proved itself; what is fused into them is straight-line code and has the tiers.
///
/// Where to read on, from the outside to the inside:
///
/// 1. `VectorBackend`, `Settings`, `SelfTest`: the one device, what can be chosen, the proof.
/// 2. `VectorDevice`, `VectorExecutable`, `Run`, `Workers`: programs, their runs, the threads that share out a launch.
/// 3. `KernelContext`, `Sized`, `Scope`: a kernel while it is compiled, for one size, inside one thread.
/// 4. `Cells` and its `Step`s: `Straight` for statements without loops, `LoopStep` and `EachStep` for loops.
///    `MatrixCode` for products.
/// 5. `StraightPlan`, `Cutting`, `Segment`: statements as segments; where every value lives.
/// 6. `Generated`, `SegmentWriter`, `VectorEmitter`, `ScalarEmitter`, `Assembly`: segments as a class.
/// 7. `Tiers`, `Switching`, `WarmUp`: which tier computes, and when that changes. `StripPlan`, `Interpreter`, `Loop`,
///    `Strip`: segments as loops.
package dev.gradlane.vector;
