package dev.gradlane.graph;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Exact rewrites of scalar instructions.
///
/// | from | to | why it is exact |
/// |---|---|---|
/// | x+(−0), x−(+0); integers x±0 | x | −0 is the identity of float addition |
/// | x·1, x/1 | x | |
/// | x·(−1) | neg x | |
/// | x/2^k | x·2^−k | both round the same real number; 2^−k must be representable |
/// | a+neg b, neg a+b, a−neg b | a−b, b−a, a+b | subtraction is addition of the negative |
/// | (neg a)·b, a·(neg b) | neg(a·b) | rounding to nearest is symmetric |
/// | (neg a)/b, a/(neg b) | neg(a/b) | as the row before |
/// | neg(neg x) | x | |
/// | abs(neg x), abs(abs x) | abs x | so that σ(x) and σ(−x), cosh and sinh share one exponential |
/// | fma(a,b,−0) | a·b | as the first row |
/// | fma(a,1,c), fma(1,b,c) | a+c, b+c | |
/// | select(c,a,a) | a | |
/// | select(not c,a,b) | select(c,b,a) | |
/// | pads on disjoint ranges, filled with −0, added | concatenation | as the first row |
final class ScalarRewrites {
    private ScalarRewrites() {}

    static Optional<Expr> simplify(ScalarOp op, List<Expr> x) {
        return switch (op) {
            case ADD -> add(x.get(0), x.get(1));
            case SUB -> sub(x.get(0), x.get(1));
            case MUL -> mul(x.get(0), x.get(1));
            case DIV -> div(x.get(0), x.get(1));
            case FMA -> fma(x.get(0), x.get(1), x.get(2));
            case NEG -> negated(x.getFirst());
            case ABS ->
                operandOf(ScalarOp.NEG, x.getFirst())
                        .or(() -> operandOf(ScalarOp.ABS, x.getFirst()))
                        .map(Expr::abs);
            case SELECT ->
                when(x.get(1).equals(x.get(2)), x.get(1))
                        .or(() -> operandOf(ScalarOp.NOT, x.get(0)).map(c -> c.select(x.get(2), x.get(1))));
            case SQRT,
                    MIN,
                    MAX,
                    LT,
                    LE,
                    GT,
                    GE,
                    EQ,
                    NE,
                    LTU,
                    AND,
                    OR,
                    XOR,
                    NOT,
                    SHL,
                    SHR,
                    USHR,
                    MUL_WIDE_U32,
                    TO_F32,
                    TO_F64,
                    TO_I32,
                    TO_I64,
                    FLOOR,
                    CEIL,
                    RINT,
                    TRUNC,
                    BITS,
                    RAW_BITS,
                    FROM_BITS -> Optional.empty();
        };
    }

    private static Optional<Expr> add(Expr a, Expr b) {
        if (isAdditiveIdentity(b)) {
            return Optional.of(a);
        }
        if (isAdditiveIdentity(a)) {
            return Optional.of(b);
        }
        return negated(b).map(a::sub).or(() -> negated(a).map(b::sub)).or(() -> SumRewrites.disjointPads(a, b));
    }

    private static Optional<Expr> sub(Expr a, Expr b) {
        if (isSplat(b, 0.0)) {
            return Optional.of(a);
        }
        return negated(b).map(a::add);
    }

    private static Optional<Expr> mul(Expr a, Expr b) {
        if (isSplat(b, 1)) {
            return Optional.of(a);
        }
        if (isSplat(a, 1)) {
            return Optional.of(b);
        }
        if (isSplat(b, -1)) {
            return Optional.of(a.neg());
        }
        if (isSplat(a, -1)) {
            return Optional.of(b.neg());
        }
        return negated(a)
                .map(n -> n.mul(b).neg())
                .or(() -> negated(b).map(n -> a.mul(n).neg()));
    }

    private static Optional<Expr> div(Expr a, Expr b) {
        OptionalLong bits = b.splat();
        if (bits.isEmpty()) {
            return negated(a)
                    .map(n -> n.div(b).neg())
                    .or(() -> negated(b).map(n -> a.div(n).neg()));
        }
        double divisor = b.dtype().toDouble(bits.getAsLong());
        double inverse = 1 / divisor;
        boolean powerOfTwo = (Double.doubleToRawLongBits(Math.abs(divisor)) & 0xfffffffffffffL) == 0
                && Double.isFinite(divisor)
                && Math.abs(divisor) >= Double.MIN_NORMAL;
        boolean representable = b.dtype().toDouble(b.dtype().bitsOf(inverse)) == inverse && inverse != 0;
        return when(powerOfTwo && Double.isFinite(inverse) && representable, () -> a.mul(inverse))
                .or(() -> negated(a).map(n -> n.div(b).neg()));
    }

    private static Optional<Expr> fma(Expr a, Expr b, Expr c) {
        if (isAdditiveIdentity(c)) {
            return Optional.of(a.mul(b));
        }
        if (isSplat(b, 1)) {
            return Optional.of(a.add(c));
        }
        return when(isSplat(a, 1), () -> b.add(c));
    }

    /// What `x` is the negative of.
    private static Optional<Expr> negated(Expr x) {
        return operandOf(ScalarOp.NEG, x);
    }

    /// What the unary `instruction` was applied to, if it made `x`.
    private static Optional<Expr> operandOf(ScalarOp instruction, Expr x) {
        Node node = x.node();
        return when(
                node.op() instanceof Op.Map(ScalarOp op) && op == instruction,
                () -> x.builder().value(node.operands().getFirst()));
    }

    private static boolean isAdditiveIdentity(Expr x) {
        return isSplat(x, x.dtype().isFloat() ? -0.0 : 0);
    }

    private static boolean isSplat(Expr x, double value) {
        OptionalLong bits = x.splat();
        return bits.isPresent()
                && x.dtype() != DType.BOOL
                && bits.getAsLong() == x.dtype().bitsOf(value);
    }

    private static Optional<Expr> when(boolean condition, Expr result) {
        return condition ? Optional.of(result) : Optional.empty();
    }

    private static Optional<Expr> when(boolean condition, java.util.function.Supplier<Expr> result) {
        return condition ? Optional.of(result.get()) : Optional.empty();
    }
}
