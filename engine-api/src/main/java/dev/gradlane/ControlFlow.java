package dev.gradlane;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// Loops and choices in the current trace: the user's functions become bodies, and what they use of the
/// functions around them becomes constants.
final class ControlFlow {
    private ControlFlow() {}

    /// The structure of a user's values, and these in the current trace.
    private record Lifted<T>(Structure<T> structure, List<Expr> values) {
        static <T> Lifted<T> of(Trace trace, T values) {
            Structure<T> structure = Structure.of(values);
            return new Lifted<>(
                    structure,
                    structure.flatten(values).stream().map(trace::lift).toList());
        }

        List<TensorType> types() {
            return values.stream().map(Expr::type).toList();
        }

        List<String> names(String prefix) {
            return structure.names().stream()
                    .map(name -> structure.size() == 1 && name.equals("x") ? prefix : prefix + "." + name)
                    .toList();
        }
    }

    static <C, X, Y> Scanned<C, Y> scan(
            String kind, boolean reversed, C init, X xs, BiFunction<? super C, ? super X, Scanned<C, Y>> step) {
        Trace trace = Trace.current(kind);
        Origin here = Origin.here();
        trace.builder().at(here);
        Lifted<C> carry = Lifted.of(trace, init);
        Lifted<X> arrays = Lifted.of(trace, xs);
        Dim length = length(arrays.types(), here);
        List<String> names = new ArrayList<>(carry.names("carry"));
        names.addAll(arrays.names("x"));
        List<TensorType> types = new ArrayList<>(carry.types());
        arrays.types().forEach(t -> types.add(t.withShape(t.shape().without(List.of(0)))));
        List<Structure<Y>> out = new ArrayList<>();
        Body body = Body.trace(
                kind,
                names,
                types,
                x -> {
                    Scanned<C, Y> next = step.apply(
                            carry.structure.unflatten(x.subList(0, carry.values.size())),
                            arrays.structure.unflatten(x.subList(carry.values.size(), x.size())));
                    out.add(Structure.of(next.ys()));
                    List<Tensor> results = new ArrayList<>(carry.structure.flatten(next.carry()));
                    results.addAll(out.getFirst().flatten(next.ys()));
                    return results;
                },
                _ -> {
                    List<String> outputs = new ArrayList<>(carry.names("carry"));
                    out.getFirst().names().forEach(name -> outputs.add("y." + name));
                    return outputs;
                });
        requireState(kind, carry, body.graph(), here);
        List<Expr> constants = Body.constants(trace, List.of(body));
        List<Expr> operands = new ArrayList<>(constants);
        operands.addAll(carry.values);
        operands.addAll(arrays.values);
        Op.Scan op =
                new Op.Scan(body.closed(trace, constants), constants.size(), carry.values.size(), 0, length, reversed);
        List<Tensor> results = tensors(trace, trace.builder().at(here).emit(op, operands));
        return new Scanned<>(
                carry.structure.unflatten(results.subList(0, carry.values.size())),
                out.getFirst().unflatten(results.subList(carry.values.size(), results.size())));
    }

    static <C, X, Y> Scanned<C, Y> scanInBlocks(
            long block, C init, X xs, BiFunction<? super C, ? super X, Scanned<C, Y>> step) {
        Trace trace = Trace.current("scanInBlocks");
        Origin here = Origin.here();
        Structure<X> structure = Structure.of(xs);
        List<Tensor> arrays = structure.flatten(xs);
        Dim length = length(arrays.stream().map(Tensor::type).toList(), here);
        if (block < 1 || !(length instanceof Dim.Fixed(long steps))) {
            throw new GraphException("scanInBlocks takes blocks of at least one step and arrays of a fixed length, got "
                    + block + " and " + length + " at " + here);
        }
        trace.builder().at(here);
        long whole = steps / block * block;
        X blocks = structure.unflatten(arrays.stream()
                .map(a -> Views.apply("scanInBlocks", a, x -> blocked(x, whole, block)))
                .toList());
        X rest = structure.unflatten(
                arrays.stream().map(a -> a.slice(0, whole, steps)).toList());
        Scanned<C, Y> first = Ops.scan(init, blocks, (C c, X x) -> Ops.scan(c, x, step));
        Scanned<C, Y> last = Ops.scan(first.carry(), rest, step);
        Structure<Y> out = Structure.of(last.ys());
        List<Tensor> before = out.flatten(first.ys());
        List<Tensor> after = out.flatten(last.ys());
        List<Tensor> ys = new ArrayList<>();
        for (int k = 0; k < after.size(); k++) {
            Tensor inBlocks = Views.apply("scanInBlocks", before.get(k), y -> unblocked(y, whole));
            ys.add(Views.concatenate(0, List.of(inBlocks, after.get(k))));
        }
        return new Scanned<>(last.carry(), out.unflatten(ys));
    }

    private static Expr blocked(Expr x, long whole, long block) {
        List<Dim> dims = new ArrayList<>(List.of(Dim.of(whole / block), Dim.of(block)));
        dims.addAll(x.shape().without(List.of(0)).dims());
        return x.slice(0, 0, whole, 1).reshape(new Shape(dims));
    }

    private static Expr unblocked(Expr y, long whole) {
        return y.reshape(y.shape().without(List.of(0, 1)).prepend(Dim.of(whole)));
    }

    private static Dim length(List<TensorType> arrays, Origin here) {
        if (arrays.isEmpty() || arrays.stream().anyMatch(t -> t.shape().rank() == 0)) {
            throw new GraphException("scan runs over the first axis of arrays, got " + arrays + " at " + here
                    + ": Ops.repeat counts steps without an array");
        }
        Dim length = arrays.getFirst().shape().dim(0);
        if (arrays.stream().anyMatch(t -> !t.shape().dim(0).equals(length))) {
            throw new GraphException("scan runs over arrays with one first axis, got " + arrays + " at " + here);
        }
        return length;
    }

    static <R> R cond(Tensor choice, Supplier<? extends R> ifTrue, Supplier<? extends R> ifFalse) {
        Trace trace = Trace.current("cond");
        Origin here = Origin.here();
        trace.builder().at(here);
        Expr chosen = trace.lift(choice);
        if (chosen.dtype() != DType.BOOL || chosen.shape().rank() != 0) {
            throw new GraphException("cond chooses by a bool scalar, got " + chosen.type() + " at " + here
                    + ": where(c, a, b) chooses per element");
        }
        List<Structure<R>> out = new ArrayList<>();
        List<Body> bodies = List.of(branch("ifTrue", ifTrue, out), branch("ifFalse", ifFalse, out));
        List<TensorType> types = bodies.getFirst().graph().outputTypes();
        if (!out.get(0).names().equals(out.get(1).names())
                || !types.equals(bodies.getLast().graph().outputTypes())) {
            throw new GraphException("both branches of a cond return the same types, but one returns "
                    + out.get(0).names() + " " + types + ", the other "
                    + out.get(1).names() + " " + bodies.getLast().graph().outputTypes() + ", at " + here);
        }
        List<Expr> constants = Body.constants(trace, bodies);
        List<Expr> operands = new ArrayList<>(List.of(chosen));
        operands.addAll(constants);
        Op.Cond op = new Op.Cond(
                bodies.getFirst().closed(trace, constants), bodies.getLast().closed(trace, constants));
        return out.getFirst().unflatten(tensors(trace, trace.builder().at(here).emit(op, operands)));
    }

    private static <R> Body branch(String name, Supplier<? extends R> branch, List<Structure<R>> out) {
        return Body.trace(
                name,
                List.of(),
                List.of(),
                _ -> {
                    R result = branch.get();
                    Structure<R> structure = Structure.of(result);
                    out.add(structure);
                    return structure.flatten(result);
                },
                _ -> out.getLast().names());
    }

    static <C> C whileLoop(
            C init, Function<? super C, Tensor> condition, Function<? super C, ? extends C> step, long bound) {
        Trace trace = Trace.current("whileLoop");
        Origin here = Origin.here();
        trace.builder().at(here);
        Lifted<C> carry = Lifted.of(trace, init);
        List<String> names = carry.names("carry");
        Body holds = Body.trace(
                "condition",
                names,
                carry.types(),
                x -> List.of(condition.apply(carry.structure.unflatten(x))),
                _ -> List.of("holds"));
        TensorType type = holds.graph().outputTypes().getFirst();
        if (!type.equals(TensorType.scalar(DType.BOOL))) {
            throw new GraphException("the condition of a while loop is a bool scalar, got " + type + " at " + here);
        }
        Body next = Body.trace(
                "step",
                names,
                carry.types(),
                x -> carry.structure.flatten(step.apply(carry.structure.unflatten(x))),
                _ -> names);
        requireState("while loop", carry, next.graph(), here);
        List<Expr> constants = Body.constants(trace, List.of(holds, next));
        List<Expr> operands = new ArrayList<>(constants);
        operands.addAll(carry.values);
        Op.While op =
                new Op.While(holds.closed(trace, constants), next.closed(trace, constants), constants.size(), bound);
        return carry.structure.unflatten(tensors(trace, trace.builder().at(here).emit(op, operands)));
    }

    private static void requireState(String kind, Lifted<?> carry, Graph body, Origin here) {
        for (int i = 0; i < carry.values.size(); i++) {
            TensorType before = carry.types().get(i);
            TensorType after = body.outputTypes().get(i);
            if (!before.equals(after)) {
                throw new GraphException("the state of a " + kind + " keeps its types: '"
                        + carry.names("carry").get(i) + "' is " + before + ", but a step returns " + after
                        + " for it, at " + here + ": start with the type that a step returns, or convert it");
            }
        }
    }

    /// 0, 1, … as the array of a loop that counts.
    static Tensor count(long steps) {
        return Views.iota(DType.I64, steps);
    }

    private static List<Tensor> tensors(Trace trace, List<Expr> results) {
        return results.stream().map(trace::tensor).toList();
    }
}
