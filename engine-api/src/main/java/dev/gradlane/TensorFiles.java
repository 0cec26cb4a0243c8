package dev.gradlane;

import dev.gradlane.io.Array;
import dev.gradlane.io.Npy;
import dev.gradlane.io.Npz;
import dev.gradlane.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tensors in files of other programs: NumPy's `.npy` and `.npz`, and safetensors. `dev.gradlane.io` has the same
/// with arenas, limits and metadata, and says what is mapped and what is refused.
///
/// ```java
/// Map<String, Tensor> weights = TensorFiles.readSafetensors(Path.of("model.safetensors"));
/// TensorFiles.writeNpy(Path.of("gradient.npy"), gradient.run(weights).get("w"));
/// ```
/// Reading throws [FormatException] for content that does not follow its format; writing replaces a file as a whole
/// or leaves it as it was.
public final class TensorFiles {
    private TensorFiles() {}

    /// The array in a .npy file, mapped where the format allows. A [FormatException] names what does not
    /// follow it.
    public static Tensor readNpy(Path file) throws IOException {
        return tensor(Npy.read(file));
    }

    /// @throws TraceException if `tensor` is not a value
    public static void writeNpy(Path file, Tensor tensor) throws IOException {
        Npy.write(file, array(tensor));
    }

    /// The arrays of an archive by name, in its order.
    public static Map<String, Tensor> readNpz(Path file) throws IOException {
        return tensors(Npz.read(file));
    }

    /// @throws TraceException if a tensor is not a value
    public static void writeNpz(Path file, Map<String, Tensor> tensors) throws IOException {
        Npz.write(file, arrays(tensors));
    }

    /// The arrays of a file by name, in its header's order.
    public static Map<String, Tensor> readSafetensors(Path file) throws IOException {
        return tensors(Safetensors.read(file).arrays());
    }

    /// @throws TraceException if a tensor is not a value
    public static void writeSafetensors(Path file, Map<String, Tensor> tensors) throws IOException {
        new Safetensors(arrays(tensors)).write(file);
    }

    private static Tensor tensor(Array array) {
        return new Tensor(new HostValue(array.type(), array.data()));
    }

    private static Array array(Tensor tensor) {
        return new Array(tensor.type(), tensor.value("writing").segment());
    }

    private static Map<String, Tensor> tensors(Map<String, Array> arrays) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        arrays.forEach((name, array) -> tensors.put(name, tensor(array)));
        return Collections.unmodifiableMap(tensors);
    }

    private static Map<String, Array> arrays(Map<String, Tensor> tensors) {
        Map<String, Array> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> arrays.put(name, array(tensor)));
        return arrays;
    }
}
