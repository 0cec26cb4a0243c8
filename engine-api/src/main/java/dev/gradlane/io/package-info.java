/// Arrays and graphs in files, in formats that other programs read: `.npy` and `.npz` of NumPy
/// ([dev.gradlane.io.Npy], [dev.gradlane.io.Npz]), safetensors ([dev.gradlane.io.Safetensors]), and graphs as text
/// ([dev.gradlane.io.GraphFile]).
///
/// An *array* ([dev.gradlane.io.Array]) is a type and dense memory. Reading `.npy` and safetensors maps the file:
/// its arrays are read-only views of the mapping and no byte is copied until it is used. So the file must not be
/// cut short while its arrays live; the arena that is given decides how long that is (without one, as long as the
/// arrays are reachable). `.npz` members, and arrays in Fortran order, are copied into memory of that arena.
///
/// *A file is not trusted.* What does not follow its format to the letter is refused with a
/// [dev.gradlane.io.FormatException] that names the file, the place and what was expected; nothing is deserialised
/// and no size is believed before it is checked. Failures of the file system are other [java.io.IOException]s.
///
/// *Writing is atomic*: the bytes go to a new file beside the target, which takes the target's name when it is
/// complete and on the disk. A reader sees the old file or the new one.
///
/// ```java
/// try (Arena arena = Arena.ofConfined()) {
///     Map<String, Array> weights = Safetensors.read(Path.of("model.safetensors"), arena).arrays();
///     Npy.write(Path.of("bias.npy"), weights.get("bias"));
/// }
/// ```
/// [dev.gradlane.io.FormatException] is the only exception that content causes. The facade has the same as tensors.
package dev.gradlane.io;
