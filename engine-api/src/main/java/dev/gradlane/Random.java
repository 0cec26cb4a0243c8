package dev.gradlane;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.random.Draws;
import java.util.Arrays;
import java.util.function.Function;

/// Random numbers by position, for use inside traced functions: Philox4x32-10 at (key, stream, sample, element).
/// There is no state; the same position is the same number, to the bit, on every device.
///
/// ```java
/// record In(Tensor volatility, Tensor path) {}
/// var payoff = Fn.trace("payoff", new In(f64(), i64()), in -> {
///     Tensor z = Random.key(42).sample(in.path()).normal(F64, 252);
///     return relu(exp(z.sum().times(in.volatility())).minus(1));
/// });
/// var vega = payoff.batched(In::path).mean().valueAndGradient(In::volatility);
/// ```
/// *Key*: which generator, an i64. *Stream*: which draw, an i32; two draws of one stream share their bits, so take
/// another stream for each: `random.stream(1)`. *Sample*: which row of a batch, an i64. *Element*: the row-major
/// index in the drawn shape; element e is the same number in every shape that has it. `dev.gradlane.random` has the
/// table of which bits an element takes.
///
/// *Batching* maps the sample like any other input. What row i of a batch draws depends on the number that the caller
/// gives as its sample and on nothing else: rows 100 … 199 of a batch of 1000 are, to the bit, a batch of 100 whose
/// samples are 100 … 199 ([#samples]). A function whose `sample` is not mapped draws the same numbers for all rows.
///
/// *Derivatives*: bits have none. Parameters of a distribution are differentiated along the path: the number drawn
/// is a smooth function of them at fixed bits, `mean + deviation·z`.
///
/// @param key i64 scalar
/// @param stream i32 scalar, or i64, of which the low 32 bits count
/// @param sample i64 scalar
public record Random(Tensor key, Tensor stream, Tensor sample) {
    /// Stream 0 and sample 0 of a constant key.
    public static Random key(long key) {
        return new Random(i64(key), i32(0), i64(0));
    }

    /// The types of a position that comes in as an input.
    public static Random prototype() {
        return new Random(Ops.i64(), Ops.i32(), Ops.i64());
    }

    /// Samples `first`, `first`+1, … for a batch of `count` rows: a value, i64[count].
    public static Tensor samples(long first, int count) {
        long[] samples = new long[count];
        Arrays.setAll(samples, i -> first + i);
        return Tensor.of(samples, count);
    }

    /// Another draw of the same key and sample.
    public Random stream(int number) {
        return stream(i32(number));
    }

    /// @param number i32 or i64 scalar, such as the number of a loop's step; traced or a value
    public Random stream(Tensor number) {
        return new Random(key, number, sample);
    }

    /// Another row.
    public Random sample(long number) {
        return sample(i64(number));
    }

    /// @param number i64 scalar, traced or a value
    public Random sample(Tensor number) {
        return new Random(key, stream, number);
    }

    /// Random bits: `i32[shape]` or `i64[shape]`.
    public Tensor bits(DType dtype, long... shape) {
        return draw("bits", shape, draws -> draws.bits(dtype));
    }

    /// Uniform on the open interval (0, 1): the odd multiples of 2⁻²⁴ (f32), 2⁻⁵³ (f64). Never 0, never 1.
    ///
    /// @param dtype f32 or f64
    public Tensor uniform(DType dtype, long... shape) {
        return draw("uniform", shape, draws -> draws.uniform(dtype));
    }

    /// Uniform between `low` and `high`, low + (high − low)·u; the ends can be met by rounding.
    ///
    /// @param low and `high` of one float type, scalars or of shapes that broadcast to `shape`
    public Tensor uniform(Tensor low, Tensor high, long... shape) {
        return high.minus(low).times(uniform(low.dtype(), shape)).plus(low);
    }

    /// Standard normal by Box–Muller, from the library's log, cospi and sinpi. At most 5.77 (f32), 8.57 (f64) in
    /// size.
    ///
    /// @param dtype f32 or f64
    public Tensor normal(DType dtype, long... shape) {
        return normal(new TensorType(dtype, Shape.of(shape)));
    }

    /// Standard normal, a number for each element of a tensor of this type: `random.normal(weights.type())`.
    ///
    /// @param type f32 or f64, of fixed extents
    public Tensor normal(TensorType type) {
        return draw("normal", type.shape(), draws -> draws.normal(type.dtype()));
    }

    /// Normal with these parameters, mean + deviation·z.
    ///
    /// @param mean and `deviation` of one float type, scalars or of shapes that broadcast to `shape`
    public Tensor normal(Tensor mean, Tensor deviation, long... shape) {
        return deviation.times(normal(mean.dtype(), shape)).plus(mean);
    }

    /// Exponential of rate 1, −log u; positive, at most 16.6 (f32), 36.7 (f64).
    ///
    /// @param dtype f32 or f64
    public Tensor exponential(DType dtype, long... shape) {
        return draw("exponential", shape, draws -> draws.exponential(dtype));
    }

    /// Exponential of this rate, e / rate.
    ///
    /// @param rate a float scalar or of a shape that broadcasts to `shape`
    public Tensor exponential(Tensor rate, long... shape) {
        return exponential(rate.dtype(), shape).div(rate);
    }

    /// Integers 0 … bound−1: ⌊bound·x/2^w⌋ of w = 64 random bits x (i32), 128 (i64). A value's probability differs
    /// from 1/bound by less than 2⁻³³ (i32), 2⁻⁶⁵ (i64) of itself, whatever the bound.
    ///
    /// @param dtype i32 or i64
    /// @param bound from 1 to the greatest number of `dtype`
    public Tensor integers(DType dtype, long bound, long... shape) {
        return draw("integers", shape, draws -> draws.integers(dtype, bound));
    }

    /// 0 … n−1 in random order, `i64[n]`: the order that sorts n numbers of 64 random bits. Every order is as
    /// likely as any other, but for equal bits, which have a probability below n²·2⁻⁶⁵. Element e says which number
    /// stands at place e, so a Gather by it shuffles.
    public Tensor permutation(long n) {
        return draw("permutation", new long[] {n}, Draws::permutation);
    }

    private Tensor draw(String name, long[] extents, Function<Draws, Expr> numbers) {
        return draw(name, Shape.of(extents), numbers);
    }

    private Tensor draw(String name, Shape shape, Function<Draws, Expr> numbers) {
        Trace trace = Trace.current(name);
        trace.here();
        try {
            Expr drawn = scalar(trace, stream);
            Expr word = drawn.dtype() == DType.I64 ? drawn.convert(DType.I32) : drawn;
            Draws draws = new Draws(scalar(trace, key), word, scalar(trace, sample), shape.size());
            return trace.tensor(numbers.apply(draws).reshape(shape));
        } catch (GraphException e) {
            throw new GraphException(name + ": " + e.getMessage() + "\n  at " + Origin.here());
        }
    }

    /// A value as a constant that the key schedule is worked out for.
    private static Expr scalar(Trace trace, Tensor x) {
        return x.content() instanceof Tensor.Value value && x.shape().rank() == 0
                ? trace.builder().constantBits(x.type(), value.bits()[0])
                : trace.lift(x);
    }

    private static Tensor i64(long value) {
        return Tensor.of(new long[] {value}, new long[0]);
    }

    private static Tensor i32(int value) {
        return Tensor.of(new int[] {value}, new long[0]);
    }
}
