package dev.gradlane.autodiff;

import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Prune;
import java.util.List;

/// Second derivatives of a scalar, forward over reverse: the gradient is pushed along directions.
public final class Hessian {
    private Hessian() {}

    /// The block H\[i…, j…] = ∂²f/∂x\[i…]∂z\[j…], of shape x.shape ++ z.shape: [Jacobian#forward] by z of the
    /// gradient by x.
    ///
    /// @param graph its first output is a float scalar; it is the one that is differentiated
    /// @return inputs: `graph`'s; one output
    public static Graph of(Graph graph, int x, int z) {
        return Jacobian.forward(gradient(graph, List.of(x)), z);
    }

    /// The product H·v without H: [Jvp] of the gradient.
    ///
    /// @param graph its first output is a float scalar; it is the one that is differentiated
    /// @param wrt inputs that get a direction; floats
    /// @return inputs: `graph`'s, then `t_<input>` per `wrt`; outputs: `t_d_<input>` per `wrt`
    public static Graph product(Graph graph, List<Integer> wrt) {
        Graph gradient = gradient(graph, wrt);
        Graph pushed = Jvp.of(gradient, wrt);
        return Prune.of(new Graph(
                pushed.name(),
                pushed.nodes(),
                pushed.outputs().subList(wrt.size(), pushed.outputs().size())));
    }

    private static Graph gradient(Graph graph, List<Integer> wrt) {
        Graph all = Vjp.valueAndGradient(graph, wrt);
        int values = graph.outputs().size();
        return Prune.of(new Graph(
                all.name(),
                all.nodes(),
                all.outputs().subList(values, all.outputs().size())));
    }
}
