package dev.gradlane;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// Prototypes and functions for static import. A function is elementwise unless it says otherwise, keeps the type of
/// its
/// operands, and returns NaN for NaN unless it says otherwise; where the bound on its error is from, and how it is
/// computed, stands at its declaration in `dev.gradlane.function`.
public final class Ops {
    private Ops() {}

    // prototypes of inputs

    /// An f64 input of this shape; a scalar without arguments.
    public static Tensor f64(long... shape) {
        return prototype(DType.F64, Shape.of(shape));
    }

    /// An f64 input with symbolic extents, such as `f64(Dim.symbol("B"), Dim.of(4))`.
    public static Tensor f64(Dim first, Dim... others) {
        return prototype(DType.F64, new Shape(List.of(others)).prepend(first));
    }

    /// An f32 input of this shape; a scalar without arguments.
    public static Tensor f32(long... shape) {
        return prototype(DType.F32, Shape.of(shape));
    }

    /// An f32 input with symbolic extents.
    public static Tensor f32(Dim first, Dim... others) {
        return prototype(DType.F32, new Shape(List.of(others)).prepend(first));
    }

    /// An i32 input of this shape; a scalar without arguments.
    public static Tensor i32(long... shape) {
        return prototype(DType.I32, Shape.of(shape));
    }

    /// An i64 input of this shape; a scalar without arguments.
    public static Tensor i64(long... shape) {
        return prototype(DType.I64, Shape.of(shape));
    }

    /// A bool input of this shape; a scalar without arguments.
    public static Tensor bool(long... shape) {
        return prototype(DType.BOOL, Shape.of(shape));
    }

    private static Tensor prototype(DType dtype, Shape shape) {
        return new Tensor(new Tensor.Prototype(new TensorType(dtype, shape)));
    }

    // elementwise functions

    /// −x.
    public static Tensor neg(Tensor x) {
        return x.unaryMinus();
    }

    /// a − x, with a rounded once to the type of x.
    public static Tensor minus(double a, Tensor x) {
        return constant(x.dtype(), a).minus(x);
    }

    /// a / x, with a rounded once to the type of x.
    public static Tensor div(double a, Tensor x) {
        return constant(x.dtype(), a).div(x);
    }

    /// eˣ. Error ≤ 1 ulp. exp(±0) = 1, exp(-∞) = +0, exp(+∞) = +∞.
    public static Tensor exp(Tensor x) {
        return apply("exp", x);
    }

    /// 2 to the power x. Error ≤ 1 ulp. exp2(±0) = 1, exp2(-∞) = +0, exp2(+∞) = +∞, exp2(n) = 2ⁿ exactly.
    public static Tensor exp2(Tensor x) {
        return apply("exp2", x);
    }

    /// eˣ − 1. Error ≤ 1 ulp. expm1(±0) = ±0, expm1(-∞) = -1, expm1(+∞) = +∞.
    public static Tensor expm1(Tensor x) {
        return apply("expm1", x);
    }

    /// The natural logarithm. Error ≤ 1 ulp. log(±0) = -∞, log(1) = +0, log(+∞) = +∞, log(x < 0) = NaN.
    public static Tensor log(Tensor x) {
        return apply("log", x);
    }

    /// The logarithm to the base 2. Error ≤ 1 ulp in f32, 2 in f64. log2(±0) = -∞, log2(1) = +0, log2(+∞) =
    /// +∞, log2(x < 0) = NaN, log2(2ⁿ) = n exactly.
    public static Tensor log2(Tensor x) {
        return apply("log2", x);
    }

    /// The logarithm to the base 10. Error ≤ 1 ulp. log10(±0) = -∞, log10(1) = +0, log10(+∞) = +∞, log10(x
    /// < 0) = NaN, log10(10ⁿ) = n exactly.
    public static Tensor log10(Tensor x) {
        return apply("log10", x);
    }

    /// log(1 + x). Error ≤ 1 ulp. log1p(±0) = ±0, log1p(-1) = -∞, log1p(+∞) = +∞, log1p(x < -1) = NaN.
    public static Tensor log1p(Tensor x) {
        return apply("log1p", x);
    }

    /// x·log y, and 0 where x is 0. Error ≤ 2 ulp. xlogy(±0, y) = 0 for every number y, xlogy(0, NaN) =
    /// NaN, xlogy(x, 0) = -∞·x.
    public static Tensor xlogy(Tensor x, Tensor y) {
        return apply("xlogy", x, y);
    }

    /// log(eᵃ + eᵇ) without overflow. Error ≤ 2 ulp. logAddExp(-∞, -∞) = -∞, logAddExp(+∞, x) = +∞,
    /// logAddExp(x, -∞) = x.
    public static Tensor logAddExp(Tensor a, Tensor b) {
        return apply("logAddExp", a, b);
    }

    /// log σ(x) without cancellation or overflow. Error ≤ 2 ulp. logSigmoid(-∞) = -∞, logSigmoid(+∞) = -0.
    public static Tensor logSigmoid(Tensor x) {
        return apply("logSigmoid", x);
    }

    /// x to the power y.
    public static Tensor pow(Tensor x, Tensor y) {
        return apply("pow", x, y);
    }

    /// x to a constant power. An integer of at most 16 in size means multiplications (squares from the low
    /// bit up), a negative one the reciprocal of their product.
    public static Tensor pow(Tensor x, double y) {
        if (y == Math.rint(y) && Math.abs(y) <= 16) {
            Tensor product = power(x, (int) Math.abs(y));
            return y < 0 ? reciprocal(product) : product;
        }
        return pow(x, constant(x.dtype(), y));
    }

    private static Tensor power(Tensor x, int n) {
        if (n == 0) {
            return constant(x.dtype(), 1).broadcastTo(x.shape());
        }
        Tensor half = n == 1 ? x : power(x, n / 2);
        Tensor even = n == 1 ? x : half.times(half);
        return n > 1 && n % 2 == 1 ? even.times(x) : even;
    }

    /// √x, rounded once. √−0 = −0, √(x < 0) = NaN.
    public static Tensor sqrt(Tensor x) {
        return Arithmetic.apply(ScalarOp.SQRT, x);
    }

    /// The real cube root, negative for negative x. Error ≤ 1 ulp. cbrt(±0) = ±0, cbrt(±∞) = ±∞, cbrt(n³) =
    /// n exactly.
    public static Tensor cbrt(Tensor x) {
        return apply("cbrt", x);
    }

    /// 1/√x. Error ≤ 1 ulp. rsqrt(±0) = ±∞, rsqrt(+∞) = +0, rsqrt(x < 0) = NaN, rsqrt(4ⁿ) = 2⁻ⁿ exactly.
    public static Tensor rsqrt(Tensor x) {
        return apply("rsqrt", x);
    }

    /// √(x² + y²) without overflow. Error ≤ 2 ulp. hypot(±∞, y) = hypot(x, ±∞) = +∞, also for NaN;
    /// hypot(±0, ±0) = +0; C99 F.10.4.3.
    public static Tensor hypot(Tensor x, Tensor y) {
        return apply("hypot", x, y);
    }

    /// x². Rounded once. (±0)² = +0, (±∞)² = +∞.
    public static Tensor square(Tensor x) {
        return apply("square", x);
    }

    /// 1/x. Rounded once. 1/±0 = ±∞, 1/±∞ = ±0.
    public static Tensor reciprocal(Tensor x) {
        return apply("reciprocal", x);
    }

    /// The sine of x radians. Error ≤ 1 ulp. sin(±0) = ±0, sin(±∞) = NaN.
    public static Tensor sin(Tensor x) {
        return apply("sin", x);
    }

    /// The cosine of x radians. Error ≤ 1 ulp. cos(±0) = 1, cos(±∞) = NaN.
    public static Tensor cos(Tensor x) {
        return apply("cos", x);
    }

    /// (eˣ − e⁻ˣ)/2. Error ≤ 1 ulp in f32, 2 in f64. sinh(±0) = ±0, sinh(±∞) = ±∞.
    public static Tensor sinh(Tensor x) {
        return apply("sinh", x);
    }

    /// (eˣ + e⁻ˣ)/2. Error ≤ 1 ulp in f32, 2 in f64. cosh(±0) = 1, cosh(±∞) = +∞.
    public static Tensor cosh(Tensor x) {
        return apply("cosh", x);
    }

    /// The tangent of x radians. Error ≤ 1 ulp. tan(±0) = ±0, tan(±∞) = NaN.
    public static Tensor tan(Tensor x) {
        return apply("tan", x);
    }

    /// sin(πx), with exact zeros. Error ≤ 1 ulp. sinpi(±0) = ±0, sinpi(±n) = ±0 for whole n, sinpi(±∞) =
    /// NaN; C23 F.10.1.13.
    public static Tensor sinpi(Tensor x) {
        return apply("sinpi", x);
    }

    /// cos(πx), with exact zeros. Error ≤ 1 ulp. cospi(±0) = 1, cospi(n + 0.5) = +0 for whole n, cospi(±∞)
    /// = NaN; C23 F.10.1.12.
    public static Tensor cospi(Tensor x) {
        return apply("cospi", x);
    }

    /// sin(x)/x, not normalised; 1 at 0. Error ≤ 2 ulp. sinc(±0) = 1, sinc(±∞) = +0.
    public static Tensor sinc(Tensor x) {
        return apply("sinc", x);
    }

    /// The inverse of sin, in \[−π/2, π/2\]. Error ≤ 1 ulp. asin(±0) = ±0, asin(|x| > 1) = NaN.
    public static Tensor asin(Tensor x) {
        return apply("asin", x);
    }

    /// The inverse of cos, in \[0, π\]. Error ≤ 1 ulp. acos(1) = +0, acos(|x| > 1) = NaN.
    public static Tensor acos(Tensor x) {
        return apply("acos", x);
    }

    /// The inverse of tan, in \[−π/2, π/2\]. Error ≤ 1 ulp. atan(±0) = ±0, atan(±∞) = ±π/2.
    public static Tensor atan(Tensor x) {
        return apply("atan", x);
    }

    /// The angle of the point (x, y), in \[−π, π\]; its derivative at the origin is NaN. Error ≤ 2 ulp.
    /// atan2(±0, +0) = ±0, atan2(±0, -0) = ±π, atan2(±∞, -∞) = ±3π/4; C99 F.9.1.4.
    public static Tensor atan2(Tensor y, Tensor x) {
        return apply("atan2", y, x);
    }

    /// (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ). Error ≤ 1 ulp in f32, 2 in f64. tanh(±0) = ±0, tanh(±∞) = ±1.
    public static Tensor tanh(Tensor x) {
        return apply("tanh", x);
    }

    /// log(x + √(x² + 1)). Error ≤ 2 ulp. asinh(±0) = ±0, asinh(±∞) = ±∞.
    public static Tensor asinh(Tensor x) {
        return apply("asinh", x);
    }

    /// NaN below 1. Error ≤ 2 ulp. acosh(1) = +0, acosh(+∞) = +∞, acosh(x < 1) = NaN.
    public static Tensor acosh(Tensor x) {
        return apply("acosh", x);
    }

    /// ±∞ at ±1, NaN beyond. Error ≤ 1 ulp. atanh(±0) = ±0, atanh(±1) = ±∞, atanh(|x| > 1) = NaN.
    public static Tensor atanh(Tensor x) {
        return apply("atanh", x);
    }

    /// 1/(1 + e⁻ˣ). Error ≤ 1 ulp in f32, 2 in f64. sigmoid(-∞) = +0, sigmoid(±0) = 0.5, sigmoid(+∞) = 1.
    public static Tensor sigmoid(Tensor x) {
        return apply("sigmoid", x);
    }

    /// log(1 + eˣ). Error ≤ 2 ulp. softplus(-∞) = +0, softplus(+∞) = +∞.
    public static Tensor softplus(Tensor x) {
        return apply("softplus", x);
    }

    /// max(x, 0); the derivative at 0 is 0. Exact. relu(±0) = +0, relu(-∞) = +0, relu(+∞) = +∞.
    public static Tensor relu(Tensor x) {
        return apply("relu", x);
    }

    /// x where x > 0, else slope·x; the derivative at 0 is the slope.
    public static Tensor leakyRelu(Tensor x, double slope) {
        return leakyRelu(x, constant(x.dtype(), slope));
    }

    /// x for x > 0, else slope·x. Rounded once. leakyRelu(±0, a) = ±0, leakyRelu(+∞, a) = +∞, leakyRelu(-∞,
    /// a) = -∞ for a > 0.
    public static Tensor leakyRelu(Tensor x, Tensor slope) {
        return apply("leakyRelu", x, slope);
    }

    /// x where x > 0, else α·(eˣ − 1); the derivative at 0 is α.
    public static Tensor elu(Tensor x, double alpha) {
        return elu(x, constant(x.dtype(), alpha));
    }

    /// x for x > 0, else α·(eˣ − 1). Error ≤ 2 ulp. elu(±0, α) = ±0, elu(-∞, α) = -α, elu(+∞, α) = +∞.
    public static Tensor elu(Tensor x, Tensor alpha) {
        return apply("elu", x, alpha);
    }

    /// x·Φ(x), exact: no approximation by tanh. Error ≤ 2 ulp. gelu(±0) = ±0, gelu(-∞) = -0, gelu(+∞) = +∞.
    public static Tensor gelu(Tensor x) {
        return apply("gelu", x);
    }

    /// x·σ(x), also called swish. Error ≤ 2 ulp. silu(±0) = ±0, silu(-∞) = -0, silu(+∞) = +∞.
    public static Tensor silu(Tensor x) {
        return apply("silu", x);
    }

    /// x·tanh(softplus(x)). Error ≤ 2 ulp. mish(±0) = ±0, mish(-∞) = -0, mish(+∞) = +∞.
    public static Tensor mish(Tensor x) {
        return apply("mish", x);
    }

    /// The error function, 2/√π · ∫₀ˣ e⁻ᵗ² dt. Error ≤ 1 ulp in f32, 2 in f64. erf(±0) = ±0, erf(±∞) = ±1.
    public static Tensor erf(Tensor x) {
        return apply("erf", x);
    }

    /// 1 − erf x, with all its digits where erf x is near 1. Error ≤ 2 ulp. erfc(-∞) = 2, erfc(±0) = 1,
    /// erfc(+∞) = +0.
    public static Tensor erfc(Tensor x) {
        return apply("erfc", x);
    }

    /// The standard normal distribution function. Error ≤ 2 ulp. normalCdf(-∞) = +0, normalCdf(±0) = 0.5,
    /// normalCdf(+∞) = 1.
    public static Tensor normalCdf(Tensor x) {
        return apply("normalCdf", x);
    }

    /// The standard normal density. Error ≤ 2 ulp. normalPdf(±∞) = +0.
    public static Tensor normalPdf(Tensor x) {
        return apply("normalPdf", x);
    }

    /// The inverse of [#erf], NaN outside of \[−1, 1\]. Error ≤ 2 ulp. erfinv(±0) = ±0, erfinv(±1) = ±∞,
    /// erfinv(|x| > 1) = NaN.
    public static Tensor erfinv(Tensor x) {
        return apply("erfinv", x);
    }

    /// The inverse of [#normalCdf], NaN outside of \[0, 1\]. Error ≤ 2 ulp. normalQuantile(±0) = -∞,
    /// normalQuantile(0.5) = +0, normalQuantile(1) = +∞, NaN outside.
    public static Tensor normalQuantile(Tensor p) {
        return apply("normalQuantile", p);
    }

    /// ln |Γ(x)|. Error ≤ 1 ulp in f32, 4 in f64 (below 0, of max(|result|, 1)). lgamma(1) = lgamma(2) = +0, lgamma(±∞)
    /// = +∞, lgamma(0,
    /// -1, -2, …) = +∞.
    public static Tensor lgamma(Tensor x) {
        return apply("lgamma", x);
    }

    /// The derivative of [#lgamma]. Error ≤ 1 ulp in f32, 4 in f64 (below 0, of max(|result|, 1)). digamma(±0) = ∓∞,
    /// digamma(-1, -2, …) =
    /// NaN, digamma(+∞) = +∞, digamma(-∞) = NaN.
    public static Tensor digamma(Tensor x) {
        return apply("digamma", x);
    }

    /// The n-th derivative of [#digamma].
    ///
    /// @param n the order, from 0 on
    public static Tensor polygamma(int n, Tensor x) {
        return Arithmetic.apply(dev.gradlane.function.Polygamma.of(n), x);
    }

    /// |x|, exact; its derivative at 0 is 0.
    public static Tensor abs(Tensor x) {
        return Arithmetic.apply(ScalarOp.ABS, x);
    }

    /// −1, 0 or 1. Exact. sign(±0) = ±0, sign(±∞) = ±1.
    public static Tensor sign(Tensor x) {
        return apply("sign", x);
    }

    /// |x| with the sign of y, that of a zero too; the sign of NaN is +. The derivative by x is 0 at x = 0.
    /// Exact. copysign(x, ±0) = ±|x|, copysign(x, NaN) = |x|.
    public static Tensor copysign(Tensor x, Tensor y) {
        return apply("copysign", x, y);
    }

    /// x − y·trunc(x/y), the sign that of x: Java's `%`. Exact. fmod(±0, y) = ±0, fmod(x, ±∞) = x,
    /// fmod(x, 0) = fmod(±∞, y) = NaN.
    public static Tensor fmod(Tensor x, Tensor y) {
        return apply("fmod", x, y);
    }

    /// x − y·floor(x/y), the sign that of y: Python's `%`. Rounded once. remainder(±0, y) = 0 with the sign
    /// of y, remainder(x, 0) = remainder(±∞, y) = NaN.
    public static Tensor remainder(Tensor x, Tensor y) {
        return apply("remainder", x, y);
    }

    /// The greatest whole number that is not above x; the derivative is 0, as that of the next three.
    public static Tensor floor(Tensor x) {
        return Arithmetic.apply(ScalarOp.FLOOR, x);
    }

    /// The least whole number that is not below x.
    public static Tensor ceil(Tensor x) {
        return Arithmetic.apply(ScalarOp.CEIL, x);
    }

    /// The nearest whole number, the even one of two: what other libraries call round.
    public static Tensor rint(Tensor x) {
        return Arithmetic.apply(ScalarOp.RINT, x);
    }

    /// x without its fraction, toward zero.
    public static Tensor trunc(Tensor x) {
        return Arithmetic.apply(ScalarOp.TRUNC, x);
    }

    /// The smaller; NaN if either is; at a tie each gets half the derivative.
    public static Tensor min(Tensor a, Tensor b) {
        return Arithmetic.apply(ScalarOp.MIN, a, b);
    }

    /// The greater, as `Math.max`: NaN wins, −0 < +0. At a tie each operand gets half of the derivative.
    public static Tensor max(Tensor a, Tensor b) {
        return Arithmetic.apply(ScalarOp.MAX, a, b);
    }

    /// min(max(x, low), high).
    public static Tensor clamp(Tensor x, double low, double high) {
        return min(max(x, constant(x.dtype(), low)), constant(x.dtype(), high));
    }

    /// `condition ? ifTrue : ifFalse`; both sides are computed, the derivative goes to the side taken.
    public static Tensor where(Tensor condition, Tensor ifTrue, Tensor ifFalse) {
        return Arithmetic.apply(ScalarOp.SELECT, condition, ifTrue, ifFalse);
    }

    /// x, as a constant to every derivative.
    public static Tensor stopGradient(Tensor x) {
        return apply("stopGradient", x);
    }

    // functions along one axis; a negative one counts from the last

    /// log Σ exp(x) along the last axis, shifted by the largest element.
    public static Tensor logSumExp(Tensor x) {
        return logSumExp(x, -1);
    }

    /// log Σ exp(x) along `axis`, shifted by the largest element. Of no elements, or of −∞ alone, −∞.
    public static Tensor logSumExp(Tensor x, int axis) {
        Tensor shift = stopGradient(finite(x.max(axis)));
        return log(exp(x.minus(Views.along(shift, x, axis))).sum(axis)).plus(shift);
    }

    /// exp(x) / Σ exp(x) along the last axis, shifted by the largest element.
    public static Tensor softmax(Tensor x) {
        return softmax(x, -1);
    }

    /// exp(x) / Σ exp(x) along `axis`, shifted by the largest element. Of −∞ alone, NaN.
    public static Tensor softmax(Tensor x, int axis) {
        Tensor shift = stopGradient(finite(x.max(axis)));
        Tensor e = exp(x.minus(Views.along(shift, x, axis)));
        return e.div(Views.along(e.sum(axis), x, axis));
    }

    /// 0 in the place of an infinite shift, which would make ∞ − ∞.
    static Tensor finite(Tensor shift) {
        Tensor zero = constant(shift.dtype(), 0);
        return where(abs(shift).eq(Double.POSITIVE_INFINITY), zero, shift);
    }

    // loops and choices

    /// A loop over the first axis of `xs`, which its arrays share: `step` maps the state and an element to
    /// the next state and to what is stacked.
    ///
    /// ```java
    /// // running sums of a vector
    /// Tensor sums = scan(constant(F64, 0), x, (sum, e) -> new Scanned<>(sum.plus(e), sum.plus(e))).ys();
    /// ```
    /// The state keeps its types and shapes. What `step` uses of the functions around it is the same in every
    /// step. All derivatives go through a loop: reverse mode keeps the state before each step and computes
    /// the step again; what many steps use has its cotangents added from the last step to the first. Of no
    /// steps the state is `init`.
    ///
    /// @param init the first state: a tensor, record, list or map; likewise `xs` and what the step yields
    /// @throws GraphException if a step returns another state than it takes; the message has the line
    public static <C, X, Y> Scanned<C, Y> scan(C init, X xs, BiFunction<? super C, ? super X, Scanned<C, Y>> step) {
        return ControlFlow.scan("scan", false, init, xs, step);
    }

    /// [#scan] from the last element to the first. What a step yields stands where its element stands.
    ///
    /// ```java
    /// // what is left of a sum from each element on
    /// Tensor rest = scanReversed(constant(F64, 0), x, (sum, e) -> new Scanned<>(sum.plus(e), sum.plus(e))).ys();
    /// ```
    public static <C, X, Y> Scanned<C, Y> scanReversed(
            C init, X xs, BiFunction<? super C, ? super X, Scanned<C, Y>> step) {
        return ControlFlow.scan("scanReversed", true, init, xs, step);
    }

    /// The last state of a [#scan] that yields nothing.
    public static <C, X> C fold(C init, X xs, BiFunction<? super C, ? super X, ? extends C> step) {
        return scan(init, xs, (C c, X x) -> new Scanned<C, List<Tensor>>(step.apply(c, x), List.of()))
                .carry();
    }

    /// The state after `steps` steps; a step also gets its number from 0, an i64 scalar.
    public static <C> C repeat(long steps, C init, BiFunction<? super C, Tensor, ? extends C> step) {
        return fold(init, ControlFlow.count(steps), step);
    }

    /// The sum of `sample` of 0, 1, … n − 1, each an i64 scalar, without an array of the samples: it holds
    /// the lanes of 4096 samples and 128 numbers for every power of 4096 in n. It has the bits of the sum of
    /// a batch of the samples, and its derivatives those of the sum of the samples' derivatives, each in
    /// order `lanes`. What `sample` uses of the functions around it is shared.
    ///
    /// ```java
    /// Tensor price = mean(1_000_000, path -> payoff(model, path));
    /// ```
    public static <R> R sum(long n, Function<Tensor, ? extends R> sample) {
        return GeneratedSum.of("sum", n, sample);
    }

    /// The [#sum(long,Function)] divided by n.
    public static <R> R mean(long n, Function<Tensor, ? extends R> sample) {
        return GeneratedSum.of("mean", n, sample);
    }

    /// [#scan], in blocks of `block` steps: reverse mode keeps the state before each block only, and computes
    /// the states inside of a block again when it comes to it, as [Fn#checkpoint] does for a function. The
    /// values have the bits of [#scan]; cotangents of what all steps use are added in each block, then over
    /// the blocks.
    ///
    /// @param block about the square root of the number of steps takes the least memory
    public static <C, X, Y> Scanned<C, Y> scanInBlocks(
            long block, C init, X xs, BiFunction<? super C, ? super X, Scanned<C, Y>> step) {
        return ControlFlow.scanInBlocks(block, init, xs, step);
    }

    /// What `ifTrue` computes where the bool scalar `choice` holds, else what `ifFalse` does; both return the
    /// same types.
    ///
    /// Only one of them runs. In a batch each sample has its choice: both run, and the results are selected.
    /// In either case the branch not taken leaves no trace in a derivative, where it may be infinite or not a
    /// number, and no fault: its indices are 0, so an axis that it indexes has an element.
    public static <R> R cond(Tensor choice, Supplier<? extends R> ifTrue, Supplier<? extends R> ifFalse) {
        return ControlFlow.cond(choice, ifTrue, ifFalse);
    }

    /// The first of the states `init`, step(init), step(step(init)), … for which the bool scalar `condition`
    /// does not hold.
    ///
    /// It is reached within `bound` steps, or the run throws [ComputeException] with the sample and the line:
    /// there is never a result of a loop that was cut off. In a batch each sample takes its own number of
    /// steps. Reverse mode keeps the state before each of `bound` steps, so choose a bound near what is
    /// needed.
    public static <C> C whileLoop(
            C init, Function<? super C, Tensor> condition, Function<? super C, ? extends C> step, long bound) {
        return ControlFlow.whileLoop(init, condition, step, bound);
    }

    // arrays

    /// The scalar product of two vectors, in the order `lanes` with fma.
    public static Tensor dot(Tensor a, Tensor b) {
        if (a.shape().rank() != 1 || b.shape().rank() != 1) {
            throw new GraphException("dot takes two vectors, got " + a.type() + " and " + b.type() + " at "
                    + dev.gradlane.graph.Origin.here() + ": matmul multiplies matrices");
        }
        return a.matmul(b);
    }

    /// The parts one after the other along `axis`.
    public static Tensor concatenate(int axis, Tensor... parts) {
        return Views.concatenate(axis, List.of(parts));
    }

    /// Parts of one type along a new first axis, such as scalars as a vector; [Tensor#get] is the inverse.
    public static Tensor stack(Tensor... parts) {
        return Views.stack(List.of(parts));
    }

    /// 0, 1, … size−1.
    public static Tensor iota(DType dtype, long size) {
        return Views.iota(dtype, size);
    }

    /// 1 at the index and 0 elsewhere along a new last axis, `[…] → […, classes]`; all 0 where the index is not one of
    /// 0 … classes−1. Made of a comparison, so every device has it.
    ///
    /// @param indices i32 or i64
    /// @param dtype of the result
    public static Tensor oneHot(Tensor indices, long classes, DType dtype) {
        return Views.oneHot(indices, classes).to(dtype);
    }

    /// A constant, rounded once to `dtype`, in each element of `shape`; a scalar without it.
    public static Tensor constant(DType dtype, double value, long... shape) {
        Trace trace = Trace.current("constant");
        return trace.tensor(trace.here().constant(new TensorType(dtype, Shape.of(shape)), value));
    }

    /// An elementwise function by its name, also one of your own: `Ops.apply(MY_FUNCTION, x)`.
    public static Tensor apply(Composite function, Tensor... operands) {
        return Arithmetic.apply(function, operands);
    }

    private static Tensor apply(String name, Tensor... operands) {
        Composite function =
                Functions.named(name).orElseThrow(() -> new IllegalStateException("no function is named " + name));
        return Arithmetic.apply(function, operands);
    }
}
