package dev.gradlane.pass;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/// Sums the results of a batched graph over the batch, their first axis (see [ProductSum]), or takes the
/// mean: the sum divided by the batch size.
public final class BatchSum {
    /// What is taken over the batch.
    public enum Kind {
        /// The sum over the batch.
        SUM,
        /// The sum divided by the size of the batch.
        MEAN
    }

    private BatchSum() {}

    /// @param symbol the batch axis
    /// @param reduced per output: true reduces it; false keeps the batch (divided by its size for a mean: the
    ///     gradient of a mean with respect to an input of each sample)
    public static Graph of(Graph batched, String symbol, Kind kind, List<Boolean> reduced) {
        GraphBuilder b = new GraphBuilder(batched.name());
        List<Expr> inputs = new ArrayList<>();
        for (Node node : batched.inputs()) {
            Op.Input input = (Op.Input) node.op();
            inputs.add(b.at(node.origin()).input(input.name(), input.type()));
        }
        List<Expr> results = b.inline(batched, inputs);
        for (int i = 0; i < results.size(); i++) {
            Expr result = results.get(i);
            String name = batched.outputs().get(i).name();
            if (!result.dtype().isFloat()) {
                throw new GraphException(
                        "'" + name + "' is " + result.type() + ": sum and mean over a batch take floats");
            }
            Expr sum = reduced.get(i) ? ProductSum.sum(result, List.of(0)) : result;
            b.output(name, kind == Kind.SUM ? sum : sum.div(size(sum, symbol)));
        }
        return b.build();
    }

    private static Expr size(Expr x, String symbol) {
        return x.builder()
                .emit(new Op.Extent(Shape.of(Dim.symbol(symbol))))
                .getFirst()
                .convert(x.dtype())
                .broadcast(x.shape(), List.of());
    }
}
