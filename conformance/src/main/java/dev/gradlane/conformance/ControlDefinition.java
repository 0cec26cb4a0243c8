package dev.gradlane.conformance;

import dev.gradlane.backend.Fault;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the kinds that run bodies mean, step by step; part of the [Definition].
final class ControlDefinition {
    private final Definition definition;
    private final Map<String, Long> sizes;
    private final int number;

    /// @param number of the node in the whole graph
    ControlDefinition(Definition definition, Map<String, Long> sizes, int number) {
        this.number = number;
        this.definition = definition;
        this.sizes = sizes;
    }

    List<Value> values(Op.Control op, List<Value> x) {
        return switch (op) {
            case Op.Scan scan -> scan(scan, x);
            case Op.Cond cond -> {
                if (x.getFirst().size() != 1 || x.getFirst().type().shape().rank() != 0) {
                    throw new IllegalArgumentException("a choice per sample is no frozen graph: freeze it first");
                }
                List<Value> operands = x.subList(1, x.size());
                yield x.getFirst().bits(0) != 0
                        ? definition.outputs(cond.ifTrue(), operands, number + 1)
                        : definition.outputs(
                                cond.ifFalse(),
                                operands,
                                number + 1 + cond.ifTrue().size());
            }
            case Op.While loop -> loop(loop, x);
        };
    }

    private List<Value> scan(Op.Scan op, List<Value> x) {
        int length = (int) Shape.of(op.length()).size(sizes);
        List<TensorType> types = op.body().outputTypes();
        List<Value> state = x.subList(op.consts(), op.consts() + op.carry());
        int sums = op.carry() + op.stacked();
        Value[][] elements = new Value[length][];
        List<Value> totals = new ArrayList<>();
        types.subList(sums, types.size()).forEach(type -> totals.add(Value.of(type, sizes, _ -> 0)));
        for (int step = 0; step < length; step++) {
            int at = op.reversed() ? length - 1 - step : step;
            List<Value> inputs = new ArrayList<>(x.subList(0, op.consts()));
            inputs.addAll(state);
            for (int i = op.consts() + op.carry(); i < x.size(); i++) {
                inputs.add(x.get(i).sample(op.body().inputTypes().get(i), at));
            }
            List<Value> outputs = definition.outputs(op.body(), inputs, number + 1);
            state = outputs.subList(0, op.carry());
            elements[at] = outputs.subList(op.carry(), sums).toArray(Value[]::new);
            for (int k = 0; k < totals.size(); k++) {
                Value term = outputs.get(sums + k);
                totals.set(k, step == 0 ? term : sum(totals.get(k), term));
            }
        }
        List<Value> results = new ArrayList<>(state);
        for (int k = op.carry(); k < sums; k++) {
            int result = k - op.carry();
            TensorType stacked = types.get(k).withShape(types.get(k).shape().prepend(op.length()));
            int size = (int) types.get(k).shape().size(sizes);
            results.add(Value.of(stacked, sizes, i -> elements[(int) (i / size)][result].bits((int) (i % size))));
        }
        results.addAll(totals);
        return results;
    }

    private Value sum(Value total, Value term) {
        return Value.of(
                total.type(), sizes, i -> definition.add(total.dtype(), total.bits((int) i), term.bits((int) i)));
    }

    private List<Value> loop(Op.While op, List<Value> x) {
        List<Value> values = x;
        for (long step = 0; ; step++) {
            Value holds = definition.outputs(op.condition(), values, number + 1).getFirst();
            int first = 0;
            while (first < holds.size() && holds.bits(first) == 0) {
                first++;
            }
            boolean ends = first == holds.size();
            if (!ends && step == op.bound()) {
                int samples = holds.type().shape().rank() == 0 ? 1 : holds.extent(0);
                definition.add(new Fault(first / (holds.size() / samples), number));
                ends = true;
            }
            if (ends) {
                return values.subList(op.consts(), values.size());
            }
            List<Value> next = new ArrayList<>(x.subList(0, op.consts()));
            next.addAll(definition.outputs(
                    op.step(), values, number + 1 + op.condition().size()));
            values = next;
        }
    }
}
