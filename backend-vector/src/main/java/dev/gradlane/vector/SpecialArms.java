package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Straight-line statements without the selects that single out special arguments: zeros, infinities, numbers at the
/// ends of the exponent range, one given number. It assumes what their conditions are and names what must be watched,
/// since together such conditions take as long as a polynomial (`pow`: whether y is an odd integer counts where x is
/// negative only).
///
/// A condition is taken for rare if it is a comparison of floats that is true
///
/// - for one number: `x = c`, or
/// - near an end of the range: `x ≥ c` for a c of [#HUGE] or more, `x ≤ −c`, `|x| < c` for a c of [#TINY] or less,
///
/// and for `and`, `or`, `not` if it follows from such comparisons; in an `and` a sign, `x < 0`, may stand for both.
/// Where a select asks whether a clamp changed its number, it is assumed that it did not.
final class SpecialArms {
    private static final double HUGE = 1e30;
    private static final double TINY = 1e-30;

    private final boolean signs;
    private final Set<Integer> kept;
    private final Map<Integer, Statement> definitions = new HashMap<>();
    private final Map<Integer, Integer> names = new HashMap<>();
    private final List<Statement> path = new ArrayList<>();
    /// What is assumed, by condition.
    private final Map<Integer, Boolean> assumed = new LinkedHashMap<>();

    /// @param signs whether an `and` may be taken for false because a sign is
    private SpecialArms(boolean signs, Set<Integer> kept) {
        this.signs = signs;
        this.kept = kept;
    }

    /// @param kept values whose statements stay
    static CommonPath without(List<Statement> statements, Set<Integer> kept, boolean signs) {
        SpecialArms arms = new SpecialArms(signs, kept);
        statements.forEach(arms::add);
        return arms.path();
    }

    private void add(Statement original) {
        Statement statement = CommonPath.renamed(original, names);
        if (statement instanceof Statement.Compute compute && !kept.contains(compute.result())) {
            Optional<Integer> same = operandFor(compute);
            if (same.isPresent()) {
                names.put(compute.result(), same.get());
                return;
            }
        }
        Uses.definedBy(statement).forEach(v -> definitions.put(v, statement));
        path.add(statement);
    }

    /// The operand that has this value where the assumptions hold.
    private Optional<Integer> operandFor(Statement.Compute compute) {
        List<Integer> x = compute.operands();
        if (compute.function() == ScalarOp.SELECT) {
            for (boolean value : new boolean[] {false, true}) {
                Optional<Map<Integer, Boolean>> needed = assume(x.getFirst(), value);
                if (needed.isPresent()) {
                    assumed.putAll(needed.get());
                    return Optional.of(x.get(value ? 1 : 2));
                }
            }
        }
        Optional<Integer> unclamped = compute.function() == ScalarOp.SELECT ? unclamped(compute) : Optional.empty();
        if (unclamped.isPresent()) {
            return unclamped;
        }
        // x − (+0) = x for every x
        boolean minusZero = compute.function() == ScalarOp.SUB
                && definitions.get(x.get(1)) instanceof Statement.Constant(int _, DType type, long bits)
                && type.isFloat()
                && bits == 0;
        return minusZero ? Optional.of(x.getFirst()) : Optional.empty();
    }

    /// `select (clamp x = x) a b` is a, and the clamped number x, where x lies between the bounds.
    private Optional<Integer> unclamped(Statement.Compute select) {
        if (!(definitions.get(select.operands().getFirst()) instanceof Statement.Compute(int _, var _, var op, var x))
                || op != ScalarOp.EQ) {
            return Optional.empty();
        }
        List<Statement> within = new ArrayList<>();
        int clamped = x.get(0);
        while (clamped != x.get(1)) {
            Optional<Statement.Compute> clamp = clamp(clamped);
            if (clamp.isEmpty()) {
                return Optional.empty();
            }
            int condition = clamp.get().operands().getFirst();
            int bound = clamp.get().operands().get(1);
            Statement.Compute outside = (Statement.Compute) definitions.get(condition);
            // a derived value has a number of its own; it is false for NaN
            ScalarOp inside = outside.function() == ScalarOp.GT ? ScalarOp.LE : ScalarOp.GE;
            within.add(new Statement.Compute(~condition, DType.BOOL, inside, List.of(x.get(1), bound)));
            clamped = clamp.get().operands().get(2);
        }
        for (Statement statement : within) {
            Uses.definedBy(statement).forEach(v -> {
                definitions.put(v, statement);
                assumed.put(v, true);
            });
            path.add(statement);
        }
        names.put(x.get(0), x.get(1));
        return Optional.of(select.operands().get(1));
    }

    /// The definition `select (x > c) c x`, or with <, of a value.
    private Optional<Statement.Compute> clamp(int value) {
        return definitions.get(value) instanceof Statement.Compute select
                        && select.function() == ScalarOp.SELECT
                        && definitions.get(select.operands().getFirst())
                                instanceof Statement.Compute(int _, var _, var op, var x)
                        && (op == ScalarOp.GT || op == ScalarOp.LT)
                        && x.equals(List.of(
                                select.operands().get(2), select.operands().get(1)))
                ? Optional.of(select)
                : Optional.empty();
    }

    /// What to assume so that `condition` is `value`; empty where that would be no rare failure.
    private Optional<Map<Integer, Boolean>> assume(int condition, boolean value) {
        if (!(definitions.get(condition) instanceof Statement.Compute(int _, var _, var function, var x))
                || !(function instanceof ScalarOp op)) {
            return Optional.empty();
        }
        return switch (op) {
            case NOT -> assume(x.getFirst(), !value);
            case AND -> value ? both(x, true) : either(x, false).or(() -> aSign(x));
            case OR -> value ? either(x, true) : both(x, false);
            case EQ, NE, LT, LE, GT, GE ->
                isRare(op, x, !value) ? Optional.of(Map.of(condition, value)) : Optional.empty();
            case SELECT, XOR, LTU, ADD, SUB, MUL, DIV, FMA, NEG, ABS, SQRT, MIN, MAX -> Optional.empty();
            case SHL, SHR, USHR, MUL_WIDE_U32, TO_F32, TO_F64, TO_I32, TO_I64 -> Optional.empty();
            case FLOOR, CEIL, RINT, TRUNC, BITS, RAW_BITS, FROM_BITS -> Optional.empty();
        };
    }

    private Optional<Map<Integer, Boolean>> both(List<Integer> x, boolean value) {
        Optional<Map<Integer, Boolean>> first = assume(x.get(0), value);
        Optional<Map<Integer, Boolean>> second = assume(x.get(1), value);
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, Boolean> all = new LinkedHashMap<>(first.get());
        all.putAll(second.get());
        return Optional.of(all);
    }

    private Optional<Map<Integer, Boolean>> either(List<Integer> x, boolean value) {
        return assume(x.get(0), value).or(() -> assume(x.get(1), value));
    }

    private Optional<Map<Integer, Boolean>> aSign(List<Integer> x) {
        for (int operand : x) {
            if (signs && isSign(operand)) {
                return Optional.of(Map.of(operand, false));
            }
            if (signs
                    && definitions.get(operand) instanceof Statement.Compute(int _, var _, var function, var inner)
                    && function == ScalarOp.AND) {
                Optional<Map<Integer, Boolean>> deeper = aSign(inner);
                if (deeper.isPresent()) {
                    return deeper;
                }
            }
        }
        return Optional.empty();
    }

    /// Whether the comparison of `x` is `value` for special arguments only.
    private boolean isRare(ScalarOp op, List<Integer> x, boolean value) {
        if (!(definitions.get(x.get(1)) instanceof Statement.Constant(int _, DType type, long bits))
                || !type.isFloat()) {
            return false;
        }
        double bound = number(type, bits);
        boolean tiny = isMagnitude(x.getFirst()) && isTiny(x.get(1));
        return switch (op) {
            case EQ -> value;
            case NE -> !value;
            case LT, LE -> value ? bound <= -HUGE || tiny : bound >= HUGE;
            case GT, GE -> value ? bound >= HUGE : bound <= -HUGE || tiny;
            case ScalarOp other -> throw new IllegalStateException(other.symbol() + " is no comparison");
        };
    }

    private static double number(DType type, long bits) {
        return type == DType.F32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    private boolean isMagnitude(int value) {
        return definitions.get(value) instanceof Statement.Compute compute && compute.function() == ScalarOp.ABS;
    }

    /// Whether a condition is the sign of a float, or less than 0 by comparison.
    private boolean isSign(int condition) {
        return definitions.get(condition) instanceof Statement.Compute(int _, var _, var function, var x)
                && function == ScalarOp.LT
                && definitions.get(x.get(1)) instanceof Statement.Constant(int _, DType type, long bits)
                && (type.isFloat()
                        ? number(type, bits) == 0
                        : bits == 0 && signed(x.getFirst()).isPresent());
    }

    /// The float whose bits a value is.
    private Optional<Integer> signed(int value) {
        return definitions.get(value) instanceof Statement.Compute(int _, var _, Elementwise function, var x)
                        && function == ScalarOp.RAW_BITS
                ? Optional.of(x.getFirst())
                : Optional.empty();
    }

    /// The path, with every assumption that does not follow from another as its premise.
    private CommonPath path() {
        List<Integer> never = new ArrayList<>();
        List<Integer> always = new ArrayList<>();
        assumed.forEach((condition, value) -> {
            if (value) {
                always.add(condition);
            } else if (!follows(condition)) {
                never.add(condition);
            }
        });
        return new CommonPath(path, new Premise(never, always));
    }

    /// Whether `condition` is false where another assumption holds: x is no negative number if its sign bit is not set,
    /// and no zero if |x| is not tiny.
    private boolean follows(int condition) {
        Statement.Compute compare = (Statement.Compute) definitions.get(condition);
        List<Integer> x = compare.operands();
        if (!(definitions.get(x.get(1)) instanceof Statement.Constant(int _, DType type, long bits))
                || !type.isFloat()) {
            return false;
        }
        double bound = number(type, bits);
        boolean negative = compare.function() == ScalarOp.LT && bound == 0 && isSign(condition)
                || compare.function() == ScalarOp.EQ && bound < 0;
        boolean zero = compare.function() == ScalarOp.EQ && bound == 0;
        return assumed.entrySet().stream()
                .filter(other -> !other.getValue())
                .map(other -> (Statement.Compute) definitions.get(other.getKey()))
                .filter(other -> other.function() == ScalarOp.LT)
                .anyMatch(other -> {
                    int y = other.operands().getFirst();
                    boolean sign = signed(y).equals(Optional.of(x.getFirst()));
                    boolean tiny = y == x.getFirst()
                            && isMagnitude(y)
                            && isTiny(other.operands().get(1));
                    return negative && sign || zero && tiny;
                });
    }

    private boolean isTiny(int bound) {
        return definitions.get(bound) instanceof Statement.Constant(int _, DType type, long bits)
                && number(type, bits) > 0
                && number(type, bits) <= TINY;
    }
}
