package dev.gradlane.conformance.golden;

import dev.gradlane.conformance.Value;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One line of the guard.
///
/// @param name unique, and the seed of the inputs
/// @param graph frozen
/// @param inputs one per input of the graph
/// @param sizes what the symbols stand for
record GoldenProgram(String name, Graph graph, List<Value> inputs, Map<String, Long> sizes) {
    /// What an input's elements are.
    interface Elements {
        long draw(String input, DType dtype, GoldenNumbers numbers);
    }

    static GoldenProgram of(String name, Graph graph, Map<String, Long> sizes, Elements elements) {
        GoldenNumbers numbers = new GoldenNumbers(name);
        List<Value> inputs = new ArrayList<>();
        for (Node node : graph.inputs()) {
            TensorType type = node.results().getFirst();
            String input = ((Op.Input) node.op()).name();
            inputs.add(Value.of(type, sizes, _ -> elements.draw(input, type.dtype(), numbers)));
        }
        return new GoldenProgram(name, Freeze.of(graph), inputs, sizes);
    }

    /// All inputs [GoldenNumbers#ordinary].
    static GoldenProgram of(String name, Graph graph, Map<String, Long> sizes) {
        return of(name, graph, sizes, (_, dtype, numbers) -> numbers.ordinary(dtype));
    }

    static List<GoldenProgram> all() {
        List<GoldenProgram> programs = new ArrayList<>(ElementwisePrograms.all());
        programs.addAll(FoldPrograms.all());
        programs.addAll(ModelPrograms.all());
        programs.addAll(MatrixPrograms.all());
        programs.addAll(RandomPrograms.all());
        programs.addAll(IndexPrograms.all());
        programs.addAll(ControlPrograms.all());
        return programs;
    }
}
