/// Runs kernels on the processor: as JVM bytecode over the Vector API, on all cores.
///
/// A kernel ([dev.gradlane.kernel]) says what to compute for each cell, in scalar statements. Interpreting
/// them costs more than computing them, so they become bytecode: an instruction of the Vector API for each
/// statement, which HotSpot's second compiler turns into one machine instruction, with all values in
/// registers. Four things stand in the way, and each has its words.
///
/// - HotSpot never compiles a method of more than 8000 bytes, and its time grows faster than the method. So
///   statements are cut into *segments* of 50 to 100 instructions, each a method that loops over a *tile* of
///   up to 512 neighbouring points. A value that crosses a cut lies in a *row*, a piece of scratch memory
///   that stays in the first-level cache.
/// - A region that a kernel may skip cuts it in pieces, between which every value lies in rows, and a test for each
///   vector ends what the processor overlaps. So a kernel with such regions has two *routes*: the *common* one
///   computes a tile as if no point needed one of them, nor had special arguments, and tells whether that was so; where
///   it was not, the *full* one computes the tile again. No store can harm what is read: outputs never overlap inputs.
/// - Memory is addressed absolutely, from *slots* of a *frame* that is filled for each tile: generated code
///   knows neither buffers nor strides. What does not lie side by side is packed into rows before it runs.
/// - Until the second compiler has been there, vector code runs a hundred times slower than scalar code. So
///   there are *tiers*, which do not show in the bits:
///
/// | tier | what computes a tile |
/// |---|---|
/// | `tile` | the `Interpreter`: a scalar loop for each instruction, over *strips* on the Java heap |
/// | `fused` | generated code |
/// | `auto` | first the one, then the other |
///
/// The interpreter's loops are those of every program in the process, so HotSpot compiles them after a few
/// tiles; nothing is generated for it. In tier `auto` a thread in the background generates the code, has the
/// machine prove that its vector instructions keep the numerics contract (which loads the Vector API, some
/// 0.4 s in a new process), calls the code on memory of its own until it is compiled, and switches when it
/// is faster than the loops. No call waits for any of this; a failure is logged, and the loops go on.
///
/// Loops with accumulators and products have generated code of their own (`FoldCode`, `MatrixKernels`), which
/// runs from the first call in every tier, as vector code only on a machine that has proved itself. What is
/// fused into them is straight-line code and has the tiers.
///
/// Where to read on, from the outside to the inside:
///
/// 1. `VectorBackend`, `Settings`, `SelfTest`: the one device, what can be chosen, the proof.
/// 2. `VectorDevice`, `VectorExecutable`, `Run`, `Workers`: programs, runs, threads that share out a launch.
/// 3. `KernelContext`, `Sized`, `Scope`: a kernel while it is compiled, for one size, inside one thread.
/// 4. `Cells` and its `Step`s: `Straight` for statements without loops, `LoopStep` and `EachStep` for loops.
///    `MatrixCode` for products.
///    `Rounds` and `GatherStep` for elements at positions that are computed, `GatheredRows` where there is nothing
/// else.
/// 5. `StraightPlan`, `CommonPath`, `SpecialArms`, `Cutting`, `Route`, `Segment`: statements as segments; where every
///    value lives.
/// 6. `Generated`, `SegmentWriter`, `VectorEmitter`, `ScalarEmitter`, `Assembly`: segments as a class.
/// 7. `StripPlan`, `Interpreter`, `Loop`, `Strip`: segments as loops. `Tiers`, `Switching`, `WarmUp`: which
///    tier computes, and when that changes.
package dev.gradlane.vector;
