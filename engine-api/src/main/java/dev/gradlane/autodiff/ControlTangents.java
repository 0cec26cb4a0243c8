package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Forward mode through the kinds that run bodies: the same kind, whose body computes tangents beside its
/// values. A state has a tangent if one reaches it in any step.
final class ControlTangents {
    private ControlTangents() {}

    /// Emits `op` of `x` with its tangents.
    static Jvp.Pushed push(GraphBuilder b, Op.Control op, List<Expr> x, List<Optional<Expr>> dx) {
        if (dx.stream().allMatch(Optional::isEmpty)) {
            List<Expr> results = b.emit(op, x);
            return new Jvp.Pushed(
                    results, results.stream().map(_ -> Optional.<Expr>empty()).toList());
        }
        return switch (op) {
            case Op.Scan scan -> scan(b, scan, x, dx);
            case Op.Cond cond -> cond(b, cond, x, dx);
            case Op.While loop -> loop(b, loop, x, dx);
        };
    }

    /// Tangents go behind the values of their group: constants, states, arrays; so do the results.
    private static Jvp.Pushed scan(GraphBuilder b, Op.Scan op, List<Expr> x, List<Optional<Expr>> dx) {
        List<Integer> moving = Activity.moving(op.body(), op.consts(), op.carry(), present(dx));
        Body body = new Body(op.body(), moving);
        int arrays = op.consts() + op.carry();
        List<Integer> groups = List.of(0, op.consts(), arrays, x.size());
        for (int g = 0; g < 3; g++) {
            body.inputs(groups.get(g), groups.get(g + 1));
        }
        Jvp.Pushed step = body.push(b.origin());
        int sums = op.carry() + op.stacked();
        List<Integer> results = List.of(0, op.carry(), sums, sums + op.sums());
        List<Optional<Expr>> pushed = new ArrayList<>();
        for (int k = 0; k < step.primals().size(); k++) {
            boolean state = k < op.carry();
            Expr y = step.primals().get(k);
            pushed.add(
                    state && moving.contains(op.consts() + k)
                            ? step.tangents().get(k).or(() -> Optional.of(y.constant(0)))
                            : state ? Optional.empty() : step.tangents().get(k));
        }
        List<Expr> operands = new ArrayList<>();
        int[] counts = new int[3];
        for (int g = 0; g < 3; g++) {
            counts[g] = body.outputs(step.primals(), pushed, results.get(g), results.get(g + 1));
            operands.addAll(x.subList(groups.get(g), groups.get(g + 1)));
            for (int i = groups.get(g); i < groups.get(g + 1); i++) {
                if (moving.contains(i)) {
                    operands.add(orZero(dx.get(i), x.get(i)));
                }
            }
        }
        int consts =
                op.consts() + (int) moving.stream().filter(i -> i < op.consts()).count();
        List<Expr> all =
                b.emit(new Op.Scan(body.build(), consts, counts[0], counts[2], op.length(), op.reversed()), operands);
        return split(all, results, pushed);
    }

    private static Jvp.Pushed cond(GraphBuilder b, Op.Cond op, List<Expr> x, List<Optional<Expr>> dx) {
        List<Integer> moving = Activity.chosen(present(dx.subList(1, dx.size())));
        List<Body> bodies = List.of(new Body(op.ifTrue(), moving), new Body(op.ifFalse(), moving));
        List<Jvp.Pushed> pushed = new ArrayList<>();
        for (Body body : bodies) {
            body.inputs(0, x.size() - 1);
            pushed.add(body.push(b.origin()));
        }
        List<Expr> operands = new ArrayList<>(x);
        moving.forEach(i -> operands.add(orZero(dx.get(i + 1), x.get(i + 1))));
        int results = op.ifTrue().outputs().size();
        List<Optional<Expr>> either = new ArrayList<>();
        for (int k = 0; k < results; k++) {
            int at = k;
            either.add(pushed.get(0)
                    .tangents()
                    .get(k)
                    .or(() -> pushed.get(1).tangents().get(at)));
        }
        for (int branch = 0; branch < 2; branch++) {
            Jvp.Pushed step = pushed.get(branch);
            List<Optional<Expr>> tangents = IntStream.range(0, results)
                    .mapToObj(k -> either.get(k)
                            .map(_ -> orZero(
                                    step.tangents().get(k), step.primals().get(k))))
                    .toList();
            bodies.get(branch).outputs(step.primals(), tangents, 0, results);
        }
        List<Expr> all = b.emit(new Op.Cond(bodies.get(0).build(), bodies.get(1).build()), operands);
        return split(all, List.of(0, results), either);
    }

    /// The condition looks at the values alone.
    private static Jvp.Pushed loop(GraphBuilder b, Op.While op, List<Expr> x, List<Optional<Expr>> dx) {
        List<Integer> moving = Activity.moving(op.step(), op.consts(), op.carry(), present(dx));
        Body step = new Body(op.step(), moving);
        Body condition = new Body(op.condition(), moving);
        List<Expr> operands = new ArrayList<>();
        for (int[] group : new int[][] {{0, op.consts()}, {op.consts(), x.size()}}) {
            step.inputs(group[0], group[1]);
            condition.inputs(group[0], group[1]);
            operands.addAll(x.subList(group[0], group[1]));
            moving.stream()
                    .filter(i -> i >= group[0] && i < group[1])
                    .forEach(i -> operands.add(orZero(dx.get(i), x.get(i))));
        }
        Jvp.Pushed pushed = step.push(b.origin());
        List<Optional<Expr>> tangents = new ArrayList<>();
        for (int k = 0; k < op.carry(); k++) {
            tangents.add(
                    moving.contains(op.consts() + k)
                            ? Optional.of(orZero(
                                    pushed.tangents().get(k), pushed.primals().get(k)))
                            : Optional.empty());
        }
        step.outputs(pushed.primals(), tangents, 0, op.carry());
        Expr holds = condition.values().getFirst();
        condition.outputs(List.of(holds), List.of(Optional.empty()), 0, 1);
        int consts =
                op.consts() + (int) moving.stream().filter(i -> i < op.consts()).count();
        List<Expr> all = b.emit(new Op.While(condition.build(), step.build(), consts, op.bound()), operands);
        return split(all, List.of(0, op.carry()), tangents);
    }

    /// Values and tangents apart again.
    private static Jvp.Pushed split(List<Expr> all, List<Integer> groups, List<Optional<Expr>> pushed) {
        List<Expr> primals = new ArrayList<>();
        List<Optional<Expr>> tangents = new ArrayList<>();
        int at = 0;
        for (int g = 0; g + 1 < groups.size(); g++) {
            int size = groups.get(g + 1) - groups.get(g);
            primals.addAll(all.subList(at, at + size));
            at += size;
            for (int k = groups.get(g); k < groups.get(g + 1); k++) {
                tangents.add(pushed.get(k).isPresent() ? Optional.of(all.get(at++)) : Optional.empty());
            }
        }
        return new Jvp.Pushed(primals, tangents);
    }

    private static boolean[] present(List<Optional<Expr>> tangents) {
        boolean[] present = new boolean[tangents.size()];
        for (int i = 0; i < present.length; i++) {
            present[i] = tangents.get(i).isPresent();
        }
        return present;
    }

    private static Expr orZero(Optional<Expr> tangent, Expr x) {
        return tangent.orElseGet(() -> x.constant(0));
    }

    /// A body under construction, with a tangent for the inputs of `moving`.
    private static final class Body {
        private final Graph body;
        private final List<Integer> moving;
        private final GraphBuilder b;
        private final InputNames names;
        private final List<Expr> x = new ArrayList<>();
        private final List<Optional<Expr>> dx = new ArrayList<>();

        Body(Graph body, List<Integer> moving) {
            this.body = body;
            this.moving = moving;
            this.b = new GraphBuilder(body.name() + ".jvp");
            this.names = new InputNames(body);
        }

        /// Inputs `from` to `to`, then their tangents.
        void inputs(int from, int to) {
            for (int i = from; i < to; i++) {
                b.at(body.inputs().get(i).origin());
                x.add(b.input(body.inputNames().get(i), type(i)));
            }
            for (int i = from; i < to; i++) {
                dx.add(
                        moving.contains(i)
                                ? Optional.of(b.input(
                                        names.fresh("t_", body.inputNames().get(i)), type(i)))
                                : Optional.empty());
            }
        }

        private TensorType type(int input) {
            return body.inputTypes().get(input);
        }

        Jvp.Pushed push(dev.gradlane.graph.Origin caller) {
            b.at(caller);
            return Jvp.through(b, body, x, dx);
        }

        List<Expr> values() {
            return b.inline(body, x);
        }

        /// Outputs `from` to `to`, then their tangents; how many.
        int outputs(List<Expr> y, List<Optional<Expr>> dy, int from, int to) {
            int count = to - from;
            for (int k = from; k < to; k++) {
                b.output(body.outputs().get(k).name(), y.get(k));
            }
            for (int k = from; k < to; k++) {
                if (dy.get(k).isPresent()) {
                    b.output("t_" + body.outputs().get(k).name(), dy.get(k).get());
                    count++;
                }
            }
            return count;
        }

        Graph build() {
            return b.build();
        }
    }
}
