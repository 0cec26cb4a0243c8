/// Runs kernels as OpenCL C 1.2, on any device with a driver, through JOCL.
///
/// [dev.gradlane.opencl.OpenClBackend] lists what the drivers offer. `Natives` and `Discovery` find
/// them without ever failing; `SelfTest` makes a device prove the numerics contract before it is
/// trusted. `OpenClEmitter` turns a program of kernels into one source: `KernelEmitter` a kernel,
/// `Instructions` a scalar instruction, and three classes a loop with accumulators: `TreeFolds` where
/// neighbouring items run neighbouring cells, `GroupFolds` where a work-group runs one cell,
/// `ArrayFolds` where one item does. `OpenClDevice` owns the queue, `OpenClExecutable` enqueues runs,
/// `ClRun` waits for one; `Programs` and `BinaryCache` keep what was built.
package dev.gradlane.opencl;
