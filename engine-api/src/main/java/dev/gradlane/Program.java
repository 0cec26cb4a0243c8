package dev.gradlane;

import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Digest;
import dev.gradlane.pass.Symbols;
import dev.gradlane.text.GraphText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A graph compiled for one device; inputs and outputs are lists in the order of the graph. Runs from any
/// number of threads. [Compiled] is the same with the user's types.
public final class Program implements AutoCloseable {
    private final Engine engine;
    private final Graph graph;
    private final Graph frozen;
    private final Executable executable;
    private volatile boolean closed;

    Program(Engine engine, Graph graph, Graph frozen, Executable executable) {
        this.engine = engine;
        this.graph = graph;
        this.frozen = frozen;
        this.executable = executable;
    }

    /// The graph that was compiled, in normal form: it fixes every bit of the result.
    public Graph frozen() {
        return frozen;
    }

    /// Runs on `inputs`; the results stay on the device until read.
    ///
    /// @throws ComputeException if an argument does not fit, or a kernel met an illegal value
    public List<Tensor> run(List<Tensor> inputs) {
        Device device = device();
        Map<String, Long> sizes = sizes(inputs);
        List<TensorType> types = resultTypes(sizes);
        List<Buffer> outputs = new ArrayList<>();
        try {
            for (TensorType type : types) {
                outputs.add(engine.allocate(bytes(type)));
            }
            launch(device, inputs, sizes, outputs);
        } catch (RuntimeException | Error e) {
            outputs.forEach(engine::release);
            throw e;
        }
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            results.add(new Tensor(new DeviceValue(engine, types.get(i), outputs.get(i))));
        }
        return results;
    }

    /// Runs on `inputs` and writes the results into the caller's tensors, which must be on the host and fit
    /// exactly.
    public void runInto(List<Tensor> inputs, List<Tensor> results) {
        Device device = device();
        Map<String, Long> sizes = sizes(inputs);
        List<TensorType> types = resultTypes(sizes);
        List<MemorySegment> targets = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            String name = graph.outputs().get(i).name();
            if (!results.get(i).type().equals(types.get(i))) {
                throw new ComputeException("result '" + name + "' is " + types.get(i) + ", but the tensor to write is "
                        + results.get(i).type());
            }
            if (!(results.get(i).content() instanceof HostValue(TensorType _, MemorySegment segment))
                    || segment.isReadOnly()) {
                throw new ComputeException("result '" + name + "' must be written to host memory (Tensor.of)");
            }
            targets.add(segment);
        }
        List<Buffer> outputs = new ArrayList<>();
        try {
            for (MemorySegment target : targets) {
                outputs.add(device.addressesHost() ? device.wrap(target) : device.allocate(target.byteSize()));
            }
            launch(device, inputs, sizes, outputs);
            for (int i = 0; !device.addressesHost() && i < targets.size(); i++) {
                outputs.get(i).download(targets.get(i));
            }
        } finally {
            outputs.forEach(Buffer::close);
        }
    }

    /// Host memory for the results of these `inputs`, to be written by [#runInto].
    public List<Tensor> resultsFor(List<Tensor> inputs) {
        return resultTypes(sizes(inputs)).stream()
                .map(type -> new Tensor(new HostValue(type, Arena.ofAuto().allocate(bytes(type), Long.BYTES))))
                .toList();
    }

    /// The frozen graph, its digest and what the device made of it.
    public String explain() {
        return "graph (as traced and transformed)\n" + GraphText.print(graph) + "\nfrozen " + Digest.of(frozen) + "\n"
                + GraphText.print(frozen) + "\ndevice " + engine.device().token() + "\n" + executable.explain();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            executable.close();
            engine.forget(this);
        }
    }

    private Device device() {
        if (closed) {
            throw new IllegalStateException("this compiled function was closed: compile it again");
        }
        return engine.openDevice();
    }

    private void launch(Device device, List<Tensor> inputs, Map<String, Long> sizes, List<Buffer> outputs) {
        List<Buffer> borrowed = new ArrayList<>();
        try {
            List<Buffer> arguments = new ArrayList<>();
            for (Tensor input : inputs) {
                Tensor.Value value = input.value("run");
                if (value instanceof DeviceValue resident && resident.engine() == engine) {
                    arguments.add(resident.buffer());
                } else {
                    Buffer wrapped = device.wrap(value.segment());
                    borrowed.add(wrapped);
                    arguments.add(wrapped);
                }
            }
            executable.run(new Launch(arguments, sizes, outputs)).await().ifPresent(this::report);
        } finally {
            borrowed.forEach(Buffer::close);
        }
    }

    private void report(Fault fault) {
        throw new ComputeException(FaultReport.of(frozen, fault));
    }

    private Map<String, Long> sizes(List<Tensor> inputs) {
        try {
            Map<String, Long> sizes = new LinkedHashMap<>();
            Symbols.bind(
                            graph.inputNames(),
                            graph.inputTypes(),
                            inputs.stream().map(Tensor::type).toList())
                    .forEach((symbol, extent) -> sizes.put(symbol, ((Dim.Fixed) extent).size()));
            return sizes;
        } catch (GraphException e) {
            throw new ComputeException(e.getMessage());
        }
    }

    private List<TensorType> resultTypes(Map<String, Long> sizes) {
        List<TensorType> types = new ArrayList<>();
        for (TensorType type : graph.outputTypes()) {
            List<Dim> dims = new ArrayList<>();
            for (Dim dim : type.shape().dims()) {
                dims.add(dim instanceof Dim.Symbol(String symbol) ? Dim.of(sizes.get(symbol)) : dim);
            }
            types.add(type.withShape(new Shape(dims)));
        }
        return types;
    }

    private static long bytes(TensorType type) {
        try {
            return Math.multiplyExact(type.shape().size(), (long) type.dtype().bytes());
        } catch (ArithmeticException e) {
            throw new ComputeException("a result " + type + " has more than 2^63-1 bytes");
        }
    }
}
