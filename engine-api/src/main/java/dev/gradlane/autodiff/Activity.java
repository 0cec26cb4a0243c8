package dev.gradlane.autodiff;

import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Partial;
import java.util.List;
import java.util.stream.IntStream;

/// Which values a derivative concerns: those that depend on an input that is differentiated, and those on
/// which a result depends that has a cotangent. Of a loop both are fixpoints over its state.
final class Activity {
    private Activity() {}

    /// Which values are floats that depend on an input of `wrt` through a path without a structural zero.
    static boolean[] of(Graph graph, List<Integer> wrt) {
        boolean[] active = new boolean[graph.valueCount()];
        wrt.forEach(index -> active[graph.inputs().get(index).first()] = true);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Control control) {
                boolean[] operands = new boolean[node.operands().size()];
                for (int i = 0; i < operands.length; i++) {
                    operands[i] = active[node.operands().get(i)];
                }
                boolean[] results = results(control, operands);
                System.arraycopy(results, 0, active, node.first(), results.length);
                continue;
            }
            for (int value : node.values()) {
                active[value] |= graph.type(value).dtype().isFloat()
                        && IntStream.range(0, node.operands().size())
                                .anyMatch(i -> active[node.operands().get(i)] && !isStructuralZero(node.op(), i));
            }
        }
        return active;
    }

    static boolean isStructuralZero(Op op, int operand) {
        return op instanceof Op.Map(Elementwise function) && function.partials().get(operand) == Partial.ZERO;
    }

    /// Which results of `op` are active where these operands are.
    private static boolean[] results(Op.Control op, boolean[] operands) {
        return switch (op) {
            case Op.Scan scan -> outputs(scan.body(), moving(scan.body(), scan.consts(), scan.carry(), operands));
            case Op.While loop -> outputs(loop.step(), moving(loop.step(), loop.consts(), loop.carry(), operands));
            case Op.Cond cond -> {
                List<Integer> wrt = chosen(java.util.Arrays.copyOfRange(operands, 1, operands.length));
                boolean[] ifTrue = outputs(cond.ifTrue(), wrt);
                boolean[] ifFalse = outputs(cond.ifFalse(), wrt);
                for (int i = 0; i < ifTrue.length; i++) {
                    ifTrue[i] |= ifFalse[i];
                }
                yield ifTrue;
            }
        };
    }

    private static boolean[] outputs(Graph body, List<Integer> wrt) {
        boolean[] active = of(body, wrt);
        boolean[] outputs = new boolean[body.outputs().size()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = active[body.outputs().get(i).value()];
        }
        return outputs;
    }

    /// The inputs of a loop's body that are active in some step, where these operands are before the first.
    static List<Integer> moving(Graph body, int consts, int carry, boolean[] operands) {
        boolean[] moving = operands.clone();
        boolean changed = true;
        while (changed) {
            changed = false;
            boolean[] outputs = outputs(body, chosen(moving));
            for (int i = 0; i < carry; i++) {
                changed |= outputs[i] && !moving[consts + i];
                moving[consts + i] |= outputs[i];
            }
        }
        return chosen(moving);
    }

    /// The states of a loop whose cotangent some step needs: those of `last`, and what they and the other
    /// outputs
    /// `seeded` of the body depend on.
    static boolean[] pulled(Graph body, int consts, boolean[] last, boolean[] seeded, List<Integer> wrt) {
        boolean[] active = of(body, wrt);
        boolean[] pulled = last.clone();
        boolean changed = true;
        while (changed) {
            changed = false;
            boolean[] seeds = seeded.clone();
            System.arraycopy(pulled, 0, seeds, 0, pulled.length);
            boolean[] reached = reached(body, active, seeds);
            for (int i = 0; i < pulled.length; i++) {
                boolean needed = reached[body.inputs().get(consts + i).first()];
                changed |= needed && !pulled[i];
                pulled[i] |= needed;
            }
        }
        return pulled;
    }

    /// Which active values the outputs of `seeds` depend on.
    private static boolean[] reached(Graph body, boolean[] active, boolean[] seeds) {
        boolean[] reached = new boolean[body.valueCount()];
        for (int i = 0; i < seeds.length; i++) {
            int value = body.outputs().get(i).value();
            reached[value] |= seeds[i] && active[value];
        }
        for (Node node : body.nodes().reversed()) {
            if (node.values().stream().anyMatch(v -> reached[v])) {
                for (int i = 0; i < node.operands().size(); i++) {
                    int operand = node.operands().get(i);
                    reached[operand] |= active[operand] && !isStructuralZero(node.op(), i);
                }
            }
        }
        return reached;
    }

    static List<Integer> chosen(boolean[] flags) {
        return IntStream.range(0, flags.length).filter(i -> flags[i]).boxed().toList();
    }
}
