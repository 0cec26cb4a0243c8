/// Runs kernels as PTX text: on NVIDIA GPUs through the driver, and on any machine in an emulator.
///
/// A frozen graph is lowered to kernels ([dev.gradlane.kernel]); [dev.gradlane.cuda.PtxEmitter] writes each as
/// text, which a [dev.gradlane.cuda.CudaDriver] loads and launches. There are two drivers:
///
/// - JCuda's, once [dev.gradlane.cuda.SymbolProbe] has found a driver with every function in use, and
///   [dev.gradlane.cuda.SelfTest] that the GPU keeps the numerics contract;
/// - the emulator's, over [dev.gradlane.cuda.emulator], as the device `cuda-emulator`.
///
/// [dev.gradlane.cuda.Assembler] is NVIDIA's own assembler, for tests: what it says of registers and spills needs
/// no GPU.
package dev.gradlane.cuda;
