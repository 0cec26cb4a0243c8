/// What a backend implements, and nothing more. A [dev.gradlane.backend.Backend] is found by
/// [java.util.ServiceLoader] and lists *devices*, each ready or with a reason why not; listing never throws and never
/// touches a native library that could end the process. An opened [dev.gradlane.backend.Device] allocates
/// *buffers* (dense, row-major, little-endian; bool is one byte) and compiles a *frozen graph*: composites expanded,
/// calls inlined, in the normal form that fixes every bit. An [dev.gradlane.backend.Executable] runs from any number of
/// threads; a run yields a [dev.gradlane.backend.Pending].
///
/// Every run carries a *fault word*: the smallest (sample, node) at which a kernel met a value that it must not
/// compute with. The caller turns it into a message with the sample and the user's source line.
package dev.gradlane.backend;
