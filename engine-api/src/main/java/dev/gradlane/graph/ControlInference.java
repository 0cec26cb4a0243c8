package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.List;

/// Result types of the kinds that run bodies.
final class ControlInference {
    private ControlInference() {}

    static List<TensorType> infer(Op.Control op, List<TensorType> x) {
        return switch (op) {
            case Op.Scan scan -> scan(scan, x);
            case Op.Cond cond -> cond(cond, x);
            case Op.While loop -> loop(loop, x);
        };
    }

    private static List<TensorType> scan(Op.Scan op, List<TensorType> x) {
        List<TensorType> in = op.body().inputTypes();
        List<TensorType> out = op.body().outputTypes();
        require(
                op.consts() >= 0 && op.carry() >= 0 && op.sums() >= 0 && op.arrays() >= 0 && op.stacked() >= 0,
                "a scan of " + op.consts() + " constants, " + op.carry() + " states and " + op.sums()
                        + " sums does not fit its body of " + in.size() + " inputs and " + out.size() + " outputs");
        require(x.size() == in.size(), "the body of a scan takes " + in.size() + " values, got " + x.size());
        int arrays = op.consts() + op.carry();
        for (int i = 0; i < x.size(); i++) {
            TensorType taken = i < arrays ? in.get(i) : stacked(in.get(i), op.length());
            require(
                    x.get(i).equals(taken),
                    (i < arrays ? "the body" : "a scan of length " + op.length()) + " takes " + taken + " for '"
                            + op.body().inputNames().get(i) + "', got " + x.get(i));
        }
        for (int i = 0; i < op.carry(); i++) {
            requireState("scan", in.get(op.consts() + i), out.get(i), op.body(), op.consts() + i);
        }
        List<TensorType> results = new ArrayList<>(out.subList(0, op.carry()));
        int sums = out.size() - op.sums();
        out.subList(op.carry(), sums).forEach(type -> results.add(stacked(type, op.length())));
        out.subList(sums, out.size()).forEach(type -> {
            require(type.dtype() != DType.BOOL, "a scan sums numbers, not bool");
            results.add(type);
        });
        return results;
    }

    private static TensorType stacked(TensorType element, Dim length) {
        return element.withShape(element.shape().prepend(length));
    }

    private static void requireState(String kind, TensorType before, TensorType after, Graph body, int input) {
        require(
                before.equals(after),
                "the state of a " + kind + " keeps its types: '"
                        + body.inputNames().get(input) + "' is " + before + ", but a step returns " + after
                        + " for it");
    }

    private static List<TensorType> cond(Op.Cond op, List<TensorType> x) {
        require(!x.isEmpty() && x.getFirst().dtype() == DType.BOOL, "cond chooses by a bool, got " + x);
        Shape batch = x.getFirst().shape();
        require(
                op.ifTrue().inputTypes().equals(op.ifFalse().inputTypes())
                        && op.ifTrue().outputTypes().equals(op.ifFalse().outputTypes()),
                "the branches of a cond have the same types: one maps "
                        + op.ifTrue().inputTypes() + " to " + op.ifTrue().outputTypes() + ", the other "
                        + op.ifFalse().inputTypes() + " to " + op.ifFalse().outputTypes());
        requireOperands("cond", op.ifTrue(), batch, x.subList(1, x.size()));
        return op.ifTrue().outputTypes().stream().map(t -> batched(t, batch)).toList();
    }

    private static List<TensorType> loop(Op.While op, List<TensorType> x) {
        List<TensorType> in = op.step().inputTypes();
        List<TensorType> out = op.step().outputTypes();
        require(op.bound() >= 0, "a while loop has a bound of at least 0 steps, got " + op.bound());
        require(
                op.consts() >= 0 && !out.isEmpty() && op.consts() + out.size() == in.size(),
                "the step of a while loop maps " + op.consts() + " constants and its state to its state, not " + in
                        + " to " + out);
        require(
                op.condition().inputTypes().equals(in)
                        && op.condition().outputs().size() == 1
                        && op.condition().outputTypes().getFirst().dtype() == DType.BOOL,
                "the condition of a while loop maps " + in + " to a bool, not "
                        + op.condition().inputTypes() + " to " + op.condition().outputTypes());
        for (int i = 0; i < out.size(); i++) {
            requireState("while loop", in.get(op.consts() + i), out.get(i), op.step(), op.consts() + i);
        }
        Shape batch = batch(op, x);
        requireOperands("while loop", op.step(), batch, x);
        return out.stream().map(t -> batched(t, batch)).toList();
    }

    /// The axes that a while loop's operands have before those of the bodies' inputs.
    private static Shape batch(Op.While op, List<TensorType> x) {
        require(
                x.size() == op.step().inputs().size(),
                "a while loop takes " + op.step().inputTypes() + ", got " + x);
        Shape shape = x.getLast().shape();
        int own = op.step().inputTypes().getLast().shape().rank();
        require(shape.rank() >= own, "a while loop takes " + op.step().inputTypes() + ", got " + x);
        return new Shape(shape.dims().subList(0, shape.rank() - own));
    }

    private static void requireOperands(String kind, Graph body, Shape batch, List<TensorType> x) {
        List<TensorType> taken =
                body.inputTypes().stream().map(t -> batched(t, batch)).toList();
        require(taken.equals(x), "a " + kind + " of " + body.inputNames() + " takes " + taken + ", got " + x);
    }

    private static TensorType batched(TensorType type, Shape batch) {
        List<Dim> dims = new ArrayList<>(batch.dims());
        dims.addAll(type.shape().dims());
        return type.withShape(new Shape(dims));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new GraphException(message);
        }
    }
}
