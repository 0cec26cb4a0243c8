package dev.gradlane;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A user's function traced as a body: `graph` takes the inputs asked for, then what it uses of the traces
/// around it.
record Body(Graph graph, List<Tensor> captures) {
    Body {
        captures = List.copyOf(captures);
    }

    /// @param outputs names of the results, asked for when they are there
    static Body trace(
            String name,
            List<String> inputs,
            List<TensorType> types,
            Function<List<Tensor>, List<Tensor>> function,
            Function<List<Tensor>, List<String>> outputs) {
        Trace trace = Trace.begin(name);
        try {
            List<Tensor> x = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                x.add(trace.input(inputs.get(i), new Tensor(new Tensor.Prototype(types.get(i)))));
            }
            List<Tensor> results = function.apply(x);
            Graph graph = trace.finish(outputs.apply(results), results);
            return new Body(graph, trace.captures());
        } finally {
            trace.end();
        }
    }

    /// What all bodies use of the trace `outer`, each value once.
    static List<Expr> constants(Trace outer, List<Body> bodies) {
        List<Expr> constants = new ArrayList<>();
        for (Body body : bodies) {
            for (Tensor capture : body.captures) {
                Expr x = outer.lift(capture);
                if (!constants.contains(x)) {
                    constants.add(x);
                }
            }
        }
        return constants;
    }

    /// The graph that takes all `constants` of `outer` first, then the inputs asked for.
    Graph closed(Trace outer, List<Expr> constants) {
        int asked = graph.inputs().size() - captures.size();
        GraphBuilder b = new GraphBuilder(graph.name());
        List<Expr> bound = IntStream.range(0, constants.size())
                .mapToObj(i -> b.input("const" + i, constants.get(i).type()))
                .toList();
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < asked; i++) {
            Node input = graph.inputs().get(i);
            arguments.add(b.at(input.origin())
                    .input(graph.inputNames().get(i), graph.inputTypes().get(i)));
        }
        captures.forEach(capture -> arguments.add(bound.get(constants.indexOf(outer.lift(capture)))));
        List<Expr> results = b.inline(graph, arguments);
        for (int k = 0; k < results.size(); k++) {
            b.output(graph.outputs().get(k).name(), results.get(k));
        }
        return b.build();
    }
}
