package dev.gradlane.text;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Table;
import dev.gradlane.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The operation of a line with its attributes, all but those with bodies.
final class Operations {
    private final Scanner in;
    private final Types types;
    private final Function<String, Optional<Composite>> functions;

    Operations(Scanner in, Types types, Function<String, Optional<Composite>> functions) {
        this.in = in;
        this.types = types;
        this.functions = functions;
    }

    Op operation(TensorType result) {
        int start = in.position();
        if (in.isQuoted()) {
            return new Op.Map(composite(start, in.name("a function")));
        }
        String name = in.word("an operation");
        return switch (name) {
            case "input" -> new Op.Input(in.name("the input's name"), result);
            case "constant" -> new Op.Constant(result, literal());
            case "lookup" -> new Op.Map(new Lookup(new Table(result.dtype(), types.bits())));
            case "broadcast" -> new Op.Broadcast(result.shape(), axes("axes"));
            case "reshape" -> new Op.Reshape(result.shape());
            case "permute" -> new Op.Permute(axes("axes"));
            case "slice" -> new Op.Slice(axis(), extent("start"), extent("size"), extent("stride"));
            case "pad" -> new Op.Pad(axis(), extent("low"), extent("high"), extent("interior"));
            case "concatenate" -> new Op.Concatenate(axis());
            case "iota" -> new Op.Iota(result, axis());
            case "extent" -> {
                attribute("shape");
                yield new Op.Extent(types.shape());
            }
            case "reduce" ->
                new Op.Reduce(choice("a reduction", Reduction.values(), Reduction::symbol), axes("axes"), order());
            case "dot" ->
                new Op.Dot(new DotAxes(axes("aBatch"), axes("bBatch"), axes("aContract"), axes("bContract")), order());
            case "gather" -> new Op.Gather(axis(), batch());
            case "scatterAdd" -> new Op.ScatterAdd(axis(), batch());
            case "reverse" -> new Op.Reverse(axis());
            case "cumSum" -> new Op.CumSum(axis(), flag("reverse"));
            case "cholesky" -> new Op.Cholesky();
            case "triangularSolve" -> new Op.TriangularSolve(flag("transposed"));
            case "sort" -> new Op.Sort(axis());
            case "barrier" -> new Op.Barrier();
            default -> new Op.Map(function(start, name));
        };
    }

    private Elementwise function(int start, String name) {
        Optional<ScalarOp> scalar = ScalarOp.named(name);
        return scalar.isPresent() ? scalar.get() : composite(start, name);
    }

    private Composite composite(int start, String name) {
        return functions
                .apply(name)
                .orElseThrow(() -> in.error(
                        start, "'" + name + "' is no array kind, no scalar instruction and no known function"));
    }

    private Literal literal() {
        return in.isNext("[")
                ? new Literal.Dense(
                        types.bits().stream().mapToLong(Long::longValue).toArray())
                : new Literal.Splat(in.hex());
    }

    private Order order() {
        attribute("order");
        return choice("an order", Order.values(), Order::symbol);
    }

    private <T> T choice(String meaning, T[] values, Function<T, String> symbol) {
        int start = in.position();
        String word = in.word(meaning);
        return Arrays.stream(values)
                .filter(v -> symbol.apply(v).equals(word))
                .findFirst()
                .orElseThrow(() -> in.error(
                        start,
                        "expected " + meaning + ", one of "
                                + String.join(
                                        ", ", Arrays.stream(values).map(symbol).toList())));
    }

    private int axis() {
        attribute("axis");
        return in.smallNumber("an axis");
    }

    private boolean flag(String name) {
        attribute(name);
        int start = in.position();
        int number = in.smallNumber("0 or 1");
        if (number > 1) {
            throw in.error(start, "expected 0 or 1");
        }
        return number == 1;
    }

    private int batch() {
        attribute("batch");
        return in.smallNumber("a number of axes");
    }

    long extent(String name) {
        attribute(name);
        return in.number("a number");
    }

    int count(String name) {
        attribute(name);
        return in.smallNumber("a number");
    }

    /// The length of a loop.
    Dim length() {
        attribute("length");
        return types.dim();
    }

    /// Whether a loop runs from the last element to the first.
    boolean isReversed() {
        attribute("order");
        int start = in.position();
        String word = in.word("forward or reverse");
        if (!word.equals("forward") && !word.equals("reverse")) {
            throw in.error(start, "expected an order, forward or reverse");
        }
        return word.equals("reverse");
    }

    private List<Integer> axes(String name) {
        attribute(name);
        return types.axes();
    }

    private void attribute(String name) {
        in.expectWord(name);
        in.expect("=");
    }
}
