package dev.gradlane.pass;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/// What the values of a loop's step depend on, and which of them [Hoisting] computes outside.
///
/// What constants decide moves always, but for what costs nothing (views, indices, constants). What an element of the
/// arrays decides moves where it folds or multiplies, and any function of elements too in a step that folds, multiplies
/// or runs bodies all the same: a step of nothing but functions of elements is one kernel with its state in registers,
/// which reads less than it computes. Of both, what takes more memory per step than an array that the loop reads or
/// stacks anyhow stays, and so do a loop over the arrays (it is there to bound memory) and what may end in a fault: a
/// loop of no steps has none.
final class Invariance {
    private final Graph body;
    private final Level[] levels;
    private final boolean isElementwise;
    private final List<TensorType> room;

    /// What decides a value, in the order in which one takes precedence over the other.
    private enum Level {
        CONSTANTS,
        ELEMENTS,
        STATE
    }

    private Invariance(Graph body, Level[] levels, List<TensorType> room) {
        this.body = body;
        this.levels = levels;
        this.room = room;
        this.isElementwise = body.nodes().stream()
                .filter(node -> !node.results().isEmpty() && levels[node.first()] == Level.STATE)
                .noneMatch(node -> isMadeOfElements(node.op()));
    }

    static Invariance of(Op.Scan op) {
        List<TensorType> inputs = op.body().inputTypes();
        List<TensorType> outputs = op.body().outputTypes();
        List<TensorType> room = new ArrayList<>(inputs.subList(op.consts() + op.carry(), inputs.size()));
        room.addAll(outputs.subList(op.carry(), op.carry() + op.stacked()));
        return new Invariance(op.body(), levels(op.body(), op.consts(), op.consts() + op.carry()), room);
    }

    /// @param body the condition or the step
    static Invariance of(Op.While op, Graph body) {
        return new Invariance(body, levels(body, op.consts(), body.inputs().size()), List.of());
    }

    private static Level[] levels(Graph body, int consts, int arrays) {
        Level[] levels = new Level[body.valueCount()];
        int input = 0;
        for (Node node : body.nodes()) {
            Level level = Level.CONSTANTS;
            if (node.op() instanceof Op.Input) {
                level = input < consts ? Level.CONSTANTS : input < arrays ? Level.STATE : Level.ELEMENTS;
                input++;
            }
            for (int operand : node.operands()) {
                level = levels[operand].compareTo(level) > 0 ? levels[operand] : level;
            }
            boolean stays = node.op() instanceof Op.Barrier
                    || Masking.isNeeded(node.op())
                    || node.op() instanceof Op.Control && level == Level.ELEMENTS;
            for (int value : node.values()) {
                levels[value] = stays ? Level.STATE : level;
            }
        }
        return levels;
    }

    /// Whether the value does not depend on the state, and can be computed outside.
    boolean isFree(int value) {
        return levels[value] != Level.STATE;
    }

    /// Whether constants alone decide it.
    boolean isConstant(int value) {
        return levels[value] == Level.CONSTANTS;
    }

    /// Whether the step takes the value from outside, if it needs it.
    boolean moves(int value) {
        Op op = body.definition(value).op();
        return switch (levels[value]) {
            case CONSTANTS -> isComputed(op);
            case ELEMENTS -> (isMadeOfElements(op) || op instanceof Op.Map && !isElementwise) && fits(body.type(value));
            case STATE -> false;
        };
    }

    /// Not an input, a constant, or another look at what is there.
    private static boolean isComputed(Op op) {
        return switch (op) {
            case Op.Map _, Op.Pad _, Op.Concatenate _, Op.Reduce _, Op.Dot _, Op.CumSum _, Op.Sort _ -> true;
            case Op.TriangularSolve _, Op.Cholesky _, Op.Gather _, Op.ScatterAdd _, Op.Control _, Op.Call _ -> true;
            case Op.Input _, Op.Constant _, Op.Iota _, Op.Extent _, Op.Barrier _ -> false;
            case Op.Broadcast _, Op.Reshape _, Op.Permute _, Op.Slice _, Op.Reverse _ -> false;
        };
    }

    /// Whether an element of the result is made of many elements of an operand.
    private static boolean isMadeOfElements(Op op) {
        return isComputed(op) && !(op instanceof Op.Map || op instanceof Op.Pad || op instanceof Op.Concatenate);
    }

    private boolean fits(TensorType type) {
        return room.stream().anyMatch(other -> isAtMost(type, other));
    }

    /// Whether `a` takes no more memory than `b`, whatever the symbols are.
    private static boolean isAtMost(TensorType a, TensorType b) {
        List<Dim> left = symbols(a);
        List<Dim> right = symbols(b);
        return left.stream().allMatch(right::remove) && bytes(a) <= bytes(b);
    }

    private static List<Dim> symbols(TensorType type) {
        return new ArrayList<>(type.shape().dims().stream()
                .filter(Dim.Symbol.class::isInstance)
                .toList());
    }

    private static double bytes(TensorType type) {
        double bytes = type.dtype().bytes();
        for (Dim dim : type.shape().dims()) {
            bytes *= dim instanceof Dim.Fixed(long size) ? size : 1;
        }
        return bytes;
    }
}
