package dev.gradlane.examples.dynamics;

import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import java.util.function.UnaryOperator;

/// The classical method of fourth order for y' = f(y), where y is a record, list or map of tensors.
final class RungeKutta {
    private RungeKutta() {}

    /// y after a step of length h.
    static <Y> Y step(UnaryOperator<Y> f, Y y, Tensor h) {
        Y k1 = f.apply(y);
        Y k2 = f.apply(moved(y, k1, h.div(2)));
        Y k3 = f.apply(moved(y, k2, h.div(2)));
        Y k4 = f.apply(moved(y, k3, h));
        Y ends = Tree.map(k1, k4, Tensor::plus);
        Y middles = Tree.map(k2, k3, Tensor::plus);
        return moved(moved(y, ends, h.div(6)), middles, h.div(3));
    }

    private static <Y> Y moved(Y y, Y slope, Tensor by) {
        return Tree.map(y, slope, (part, rate) -> part.plus(rate.times(by)));
    }
}
