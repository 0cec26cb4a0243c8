package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Narrowing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reverse mode through the kinds that run bodies.
///
/// A scan keeps the states before its steps, stacked. Back through it goes a scan in the opposite order: its
/// state is the cotangents of the states, and a step computes the forward step again and pulls them through
/// it. Cotangents of constants are its sums, or matrix products after it ([StackedProduct]); those of arrays
/// are stacked. A state whose last value nobody reads starts with the cotangent 0.
final class ControlCotangents {
    private static final int NONE = -1;

    private ControlCotangents() {}

    record Stored(List<Expr> results, List<Expr> states) {}

    /// Emits the scan with the states before its steps as further stacked results.
    static Stored store(GraphBuilder b, Op.Scan op, List<Expr> x) {
        Graph body = op.body();
        int sums = op.carry() + op.stacked();
        List<Graph.Output> outputs = new ArrayList<>(body.outputs().subList(0, sums));
        for (int j = op.consts(); j < op.consts() + op.carry(); j++) {
            outputs.add(new Graph.Output(
                    body.inputNames().get(j), body.inputs().get(j).first()));
        }
        outputs.addAll(body.outputs().subList(sums, body.outputs().size()));
        Graph stored = new Graph(body.name(), body.nodes(), outputs);
        List<Expr> all = b.emit(new Op.Scan(stored, op.consts(), op.carry(), op.sums(), op.length(), op.reversed()), x);
        List<Expr> results = new ArrayList<>(all.subList(0, sums));
        results.addAll(all.subList(sums + op.carry(), all.size()));
        return new Stored(results, all.subList(sums, sums + op.carry()));
    }

    /// @param states what [#store] returned
    /// @param bars cotangents of the results, where there are any
    /// @param wanted operands that get a cotangent
    /// @return cotangents of the operands, where there are any
    static List<Optional<Expr>> scan(
            GraphBuilder b,
            Op.Scan op,
            List<Expr> x,
            List<Expr> states,
            List<Optional<Expr>> bars,
            List<Integer> wanted) {
        Graph body = op.body();
        int arrays = op.consts() + op.carry();
        boolean[] isWanted = new boolean[x.size()];
        wanted.forEach(i -> isWanted[i] = true);
        List<Integer> moving = Activity.moving(body, op.consts(), op.carry(), isWanted);
        boolean[] seeded = present(bars);
        boolean[] last = Arrays.copyOf(seeded, op.carry());
        Arrays.fill(seeded, 0, op.carry(), false);
        boolean[] pulled = Activity.pulled(body, op.consts(), last, seeded, moving);

        Step step = new Step(body, b.origin());
        step.primals(0, op.consts());
        for (int k = op.carry() + op.stacked(); k < bars.size(); k++) {
            step.bar(k, bars.get(k));
        }
        for (int j = 0; j < op.carry(); j++) {
            Expr zero = x.get(op.consts() + j);
            step.bar(j, pulled[j] ? bars.get(j).or(() -> Optional.of(zero.constant(0))) : Optional.empty());
        }
        int consts = op.consts() + (int) seededFrom(seeded, op.carry() + op.stacked());
        int carry = (int) seededFrom(pulled, 0);
        step.primals(arrays, x.size());
        step.primals(op.consts(), arrays);
        for (int k = op.carry(); k < op.carry() + op.stacked(); k++) {
            step.bar(k, bars.get(k));
        }

        List<Optional<Expr>> cotangents = step.pull(moving);
        List<Expr> operands = new ArrayList<>(x.subList(0, op.consts()));
        operands.addAll(step.seeds(op.carry() + op.stacked(), bars.size()));
        operands.addAll(step.seeds(0, op.carry()));
        operands.addAll(x.subList(arrays, x.size()));
        operands.addAll(states);
        operands.addAll(step.seeds(op.carry(), op.carry() + op.stacked()));

        // results in the order of a scan: states, what is stacked, sums
        List<Integer> sources = new ArrayList<>();
        for (int j = 0; j < op.carry(); j++) {
            if (pulled[j]) {
                sources.add(op.consts() + j);
                step.output(op.consts() + j, cotangents.get(op.consts() + j));
            }
        }
        for (int i = arrays; i < x.size(); i++) {
            if (cotangents.get(i).isPresent()) {
                sources.add(i);
                step.output(i, cotangents.get(i));
            }
        }
        Map<Integer, StackedProduct> products = new TreeMap<>();
        for (int i = 0; i < op.consts(); i++) {
            if (cotangents.get(i).filter(StackedProduct::is).isPresent()) {
                products.put(i, StackedProduct.of(cotangents.get(i).get()));
            }
        }
        Map<Expr, Integer> stacked = new HashMap<>();
        for (StackedProduct product : products.values()) {
            for (Expr factor : product.factors()) {
                if (!step.isInput(factor, consts + carry) && stacked.putIfAbsent(factor, sources.size()) == null) {
                    sources.add(NONE);
                    step.output("factor", factor);
                }
            }
        }
        int sums = 0;
        for (int i = 0; i < op.consts(); i++) {
            if (cotangents.get(i).isPresent() && !products.containsKey(i)) {
                sums++;
                sources.add(i);
                step.output(i, cotangents.get(i));
            }
        }
        Op.Scan back = new Op.Scan(step.build(), consts, carry, sums, op.length(), !op.reversed());
        List<Expr> results = emit(b, back, operands, sources.size());
        List<Optional<Expr>> pulledBack = placed(results, sources, x.size());
        products.forEach((i, product) -> {
            List<Expr> stacks = product.factors().stream()
                    .map(f -> stacked.containsKey(f) ? results.get(stacked.get(f)) : operands.get(f.id()))
                    .toList();
            pulledBack.set(i, Optional.of(product.sum(b, op.length(), stacks)));
        });
        return pulledBack;
    }

    private static long seededFrom(boolean[] flags, int from) {
        long count = 0;
        for (int i = from; i < flags.length; i++) {
            count += flags[i] ? 1 : 0;
        }
        return count;
    }

    /// The branch that ran, back; a cotangent that one branch lacks is 0 there.
    static List<Optional<Expr>> cond(
            GraphBuilder b, Op.Cond op, List<Expr> x, List<Optional<Expr>> bars, List<Integer> wanted) {
        List<Integer> inputs =
                wanted.stream().filter(i -> i > 0).map(i -> i - 1).toList();
        List<Step> steps = new ArrayList<>();
        List<List<Optional<Expr>>> branches = new ArrayList<>();
        for (Graph body : op.bodies()) {
            Step step = new Step(body, b.origin());
            step.primals(0, body.inputs().size());
            for (int k = 0; k < bars.size(); k++) {
                step.bar(k, bars.get(k));
            }
            steps.add(step);
            branches.add(step.pull(inputs));
        }
        List<Integer> sources = new ArrayList<>();
        for (int i : inputs) {
            if (branches.get(0).get(i).isPresent() || branches.get(1).get(i).isPresent()) {
                sources.add(i + 1);
                for (int branch = 0; branch < 2; branch++) {
                    steps.get(branch).output(i, branches.get(branch).get(i));
                }
            }
        }
        if (sources.isEmpty()) {
            return Collections.nCopies(x.size(), Optional.empty());
        }
        List<Expr> operands = new ArrayList<>(x);
        operands.addAll(steps.getFirst().seeds(0, bars.size()));
        Op.Cond back = new Op.Cond(steps.get(0).build(), steps.get(1).build());
        return placed(emit(b, back, operands, sources.size()), sources, x.size());
    }

    /// Emits `back` without operands that it does not read.
    private static List<Expr> emit(GraphBuilder b, Op.Control back, List<Expr> operands, int results) {
        if (results == 0) {
            return List.of();
        }
        boolean[] all = new boolean[results];
        Arrays.fill(all, true);
        Narrowing narrow = Narrowing.of(back, all);
        return b.emit(narrow.op(), narrow.operands().stream().map(operands::get).toList());
    }

    /// Result k as the cotangent of operand `sources[k]`.
    private static List<Optional<Expr>> placed(List<Expr> results, List<Integer> sources, int size) {
        List<Optional<Expr>> cotangents = new ArrayList<>(Collections.nCopies(size, Optional.empty()));
        for (int k = 0; k < sources.size(); k++) {
            if (sources.get(k) != NONE) {
                cotangents.set(sources.get(k), Optional.of(results.get(k)));
            }
        }
        return cotangents;
    }

    private static boolean[] present(List<Optional<Expr>> bars) {
        boolean[] present = new boolean[bars.size()];
        for (int i = 0; i < present.length; i++) {
            present[i] = bars.get(i).isPresent();
        }
        return present;
    }

    /// The body of a loop back, under construction: inputs in the order in which they are asked for.
    private static final class Step {
        private final Graph body;
        private final GraphBuilder b;
        private final InputNames names;
        private final Expr[] x;
        private final List<Optional<Expr>> inner;
        private final List<Optional<Expr>> outer;

        Step(Graph body, Origin caller) {
            this.body = body;
            this.b = new GraphBuilder(body.name() + ".vjp").at(caller);
            this.names = new InputNames(body);
            this.x = new Expr[body.inputs().size()];
            this.inner = new ArrayList<>(Collections.nCopies(body.outputs().size(), Optional.empty()));
            this.outer = new ArrayList<>(inner);
        }

        void primals(int from, int to) {
            for (int i = from; i < to; i++) {
                x[i] = b.input(body.inputNames().get(i), body.inputTypes().get(i));
            }
        }

        /// An input for the cotangent of output `k`, if it has one: `seed` outside of the loop.
        void bar(int k, Optional<Expr> seed) {
            if (seed.isPresent()) {
                TensorType type = body.outputTypes().get(k);
                String name = names.fresh("bar_", body.outputs().get(k).name());
                inner.set(k, Optional.of(b.input(name, type)));
                outer.set(k, seed);
            }
        }

        List<Expr> seeds(int from, int to) {
            return outer.subList(from, to).stream().flatMap(Optional::stream).toList();
        }

        List<Optional<Expr>> pull(List<Integer> wrt) {
            Reverse reverse = new Reverse(b, body, wrt);
            reverse.forward(List.of(x));
            for (int k = inner.size() - 1; k >= 0; k--) {
                int value = body.outputs().get(k).value();
                inner.get(k).ifPresent(bar -> reverse.seed(value, bar));
            }
            reverse.sweep();
            List<Optional<Expr>> cotangents = new ArrayList<>(Collections.nCopies(x.length, Optional.empty()));
            for (int i : wrt) {
                cotangents.set(i, reverse.cotangent(body.inputs().get(i).first()));
            }
            return cotangents;
        }

        void output(int input, Optional<Expr> cotangent) {
            b.output("d_" + body.inputNames().get(input), cotangent.orElseGet(() -> x[input].constant(0)));
        }

        void output(String name, Expr value) {
            b.output(name, value);
        }

        /// Whether `x` is an input from position `first` on: inputs are declared before anything else.
        boolean isInput(Expr x, int first) {
            return x.node().op() instanceof Op.Input && x.id() >= first;
        }

        Graph build() {
            return b.build();
        }
    }
}
