package dev.gradlane.autodiff;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What results of kinds that run bodies depend on: of a scan step by step, so that each element of what it stacks has
/// what its own step saw; of a choice what either branch makes of it; of a while loop what any number of steps does,
/// taken until another step adds nothing.
final class ControlSets {
    private final Dependence outer;
    private final Node node;
    private final List<BitSet[]> x;
    private final List<Optional<long[]>> known;

    /// @param known of the operands, where they are known
    ControlSets(Dependence outer, Node node, List<BitSet[]> x, List<Optional<long[]>> known) {
        this.outer = outer;
        this.node = node;
        this.x = x;
        this.known = known;
    }

    List<BitSet[]> of(Op.Control op) {
        return switch (op) {
            case Op.Scan scan -> scan(scan);
            case Op.Cond cond -> cond(cond);
            case Op.While loop -> loop(loop);
        };
    }

    private List<BitSet[]> scan(Op.Scan op) {
        int arrays = op.consts() + op.carry();
        int stacked = op.carry() + op.stacked();
        int steps = Math.toIntExact(((Dim.Fixed) op.length()).size());
        List<BitSet[]> state = x.subList(op.consts(), arrays);
        List<Optional<long[]>> knownState = known.subList(op.consts(), arrays);
        List<BitSet[]> results = new ArrayList<>(state);
        for (TensorType type : node.results().subList(op.carry(), node.results().size())) {
            results.add(Dependence.none(type));
        }
        for (int step = 0; step < steps; step++) {
            int at = op.reversed() ? steps - 1 - step : step;
            List<BitSet[]> inputs = new ArrayList<>(x.subList(0, op.consts()));
            inputs.addAll(state);
            List<Optional<long[]>> knownInputs = new ArrayList<>(known.subList(0, op.consts()));
            knownInputs.addAll(knownState);
            for (int i = arrays; i < x.size(); i++) {
                int size = x.get(i).length / steps;
                inputs.add(Arrays.copyOfRange(x.get(i), at * size, (at + 1) * size));
                knownInputs.add(known.get(i).map(all -> Arrays.copyOfRange(all, at * size, (at + 1) * size)));
            }
            Dependence.Results next = outer.body(op.body(), inputs, knownInputs);
            state = next.sets().subList(0, op.carry());
            knownState = next.known().subList(0, op.carry());
            for (int k = op.carry(); k < results.size(); k++) {
                BitSet[] own = next.sets().get(k);
                if (k < stacked) {
                    System.arraycopy(own, 0, results.get(k), at * own.length, own.length);
                } else {
                    results.set(k, union(results.get(k), own));
                }
            }
        }
        for (int k = 0; k < op.carry(); k++) {
            results.set(k, state.get(k));
        }
        return results;
    }

    private List<BitSet[]> cond(Op.Cond op) {
        int rank = outer.shape(node, 0).rank();
        List<BitSet[]> ifTrue = body(op.ifTrue(), rank, x.subList(1, x.size()));
        List<BitSet[]> ifFalse = body(op.ifFalse(), rank, x.subList(1, x.size()));
        List<BitSet[]> either = new ArrayList<>();
        for (int k = 0; k < ifTrue.size(); k++) {
            either.add(union(ifTrue.get(k), ifFalse.get(k)));
        }
        return either;
    }

    private List<BitSet[]> loop(Op.While op) {
        int last = x.size() - 1;
        int rank = outer.shape(node, last).rank()
                - op.step().inputTypes().get(last).shape().rank();
        List<BitSet[]> state = x.subList(op.consts(), x.size());
        boolean changed = true;
        for (long step = 0; step < op.bound() && changed; step++) {
            List<BitSet[]> inputs = new ArrayList<>(x.subList(0, op.consts()));
            inputs.addAll(state);
            List<BitSet[]> next = body(op.step(), rank, inputs);
            List<BitSet[]> both = new ArrayList<>();
            changed = false;
            for (int k = 0; k < next.size(); k++) {
                both.add(union(state.get(k), next.get(k)));
                changed |= !Arrays.equals(both.get(k), state.get(k));
            }
            state = both;
        }
        return state;
    }

    /// The body of every sample of a batch of this rank, whose indices are not known.
    private List<BitSet[]> body(Graph body, int rank, List<BitSet[]> inputs) {
        Shape first = outer.shape(node, node.operands().size() - 1);
        Graph all = rank == 0 ? body : Batch.over(body, new Shape(first.dims().subList(0, rank)));
        return outer.body(all, inputs, Collections.nCopies(inputs.size(), Optional.empty()))
                .sets();
    }

    private BitSet[] union(BitSet[] a, BitSet[] b) {
        BitSet[] both = new BitSet[a.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = outer.union(a[i], b[i]);
        }
        return both;
    }
}
