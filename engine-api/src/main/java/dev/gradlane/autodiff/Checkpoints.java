package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The operands of a checkpoint's second computation, behind one [Op.Barrier].
final class Checkpoints {
    private Checkpoints() {}

    /// Constants need no barrier, and of a view it is the source that gets one: the rules that look at views
    /// ([dev.gradlane.pass.ProductSum]) must see the second computation as they see the first.
    static List<Expr> barred(List<Expr> x) {
        Map<Expr, Integer> position = new LinkedHashMap<>();
        x.forEach(e -> {
            Expr source = source(e);
            if (!isConstant(source)) {
                position.putIfAbsent(source, position.size());
            }
        });
        if (position.isEmpty()) {
            return x;
        }
        GraphBuilder b = x.getFirst().builder();
        List<Expr> behind = b.emit(new Op.Barrier(), new ArrayList<>(position.keySet()));
        return x.stream().map(e -> again(e, position, behind)).toList();
    }

    private static Expr again(Expr e, Map<Expr, Integer> position, List<Expr> behind) {
        if (isView(e)) {
            return e.builder()
                    .emit(e.node().op(), again(viewed(e), position, behind))
                    .getFirst();
        }
        return isConstant(e) ? e : behind.get(position.get(e));
    }

    private static Expr source(Expr e) {
        return isView(e) ? source(viewed(e)) : e;
    }

    private static Expr viewed(Expr e) {
        return new Expr(e.builder(), e.node().operands().getFirst());
    }

    private static boolean isView(Expr e) {
        Op op = e.node().op();
        return op instanceof Op.Broadcast || op instanceof Op.Reshape || op instanceof Op.Permute;
    }

    private static boolean isConstant(Expr e) {
        return e.node().op() instanceof Op.Constant;
    }
}
