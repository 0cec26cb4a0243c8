/// A processor that executes the PTX subset of this backend in Java, so that every kernel runs, to the bit, on machines
/// without a GPU. [dev.gradlane.cuda.emulator.PtxModule] parses the text,
/// [dev.gradlane.cuda.emulator.PtxInterpreter] runs a grid of blocks over
/// [dev.gradlane.cuda.emulator.GlobalMemory].
///
/// It is stricter than a GPU: what a GPU leaves undefined ends the launch with the PTX line, the block and the thread.
/// That is an access outside of an allocation or misaligned, a race on shared memory between two barriers, a barrier
/// that not all threads reach, a shuffle from a thread that is not there, a register that was never written, and a
/// division of integers by zero. It refuses, with the line, every instruction that is not in
/// [dev.gradlane.cuda.emulator.Op]: so a contractible `mul.f32` without `.rn`, a flush `.ftz` or an approximation can
/// not slip in.
///
/// Threads run by warps of 32 in lockstep: the threads of a warp that stand at the least program counter go first, so
/// that they meet again after a branch. Registers are kept by warp, 32 neighbours for each register.
package dev.gradlane.cuda.emulator;
