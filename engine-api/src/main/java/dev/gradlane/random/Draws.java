package dev.gradlane.random;

import dev.gradlane.function.HalfTurns;
import dev.gradlane.function.Log;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The numbers of one position: elements 0 … n−1 of a draw, as vectors `[n]`. Which bits an element takes stands in
/// the package's description.
///
/// Each element computes its own block, also where neighbours share one. That costs up to four times the products,
/// and nothing has to be stored: the numbers are made in the registers of the kernel that uses them.
public final class Draws {
    /// The block and the element are numbers of i32.
    private static final long MOST = Integer.MAX_VALUE;

    private final TensorType words;
    private final List<Expr> key;
    private final List<Expr> position;

    /// @param key i64 scalar
    /// @param stream i32 scalar
    /// @param sample i64 scalar
    /// @param n elements, 0 … 2³¹−1
    /// @throws GraphException if a type or the size is another
    public Draws(Expr key, Expr stream, Expr sample, long n) {
        require(key.type().equals(TensorType.scalar(DType.I64)), "the key is one i64, got " + key.type());
        require(stream.type().equals(TensorType.scalar(DType.I32)), "the stream is one i32, got " + stream.type());
        require(sample.type().equals(TensorType.scalar(DType.I64)), "the sample is one i64, got " + sample.type());
        require(n >= 0 && n <= MOST, n + " random numbers in one draw: at most " + MOST + ", take several streams");
        this.words = TensorType.of(DType.I32, n);
        this.key = List.of(spread(word(key, 0)), spread(word(key, 32)));
        this.position = List.of(spread(stream), spread(word(sample, 0)), spread(word(sample, 32)));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new GraphException(otherwise);
        }
    }

    /// 32 bits of a 64-bit scalar; of a constant a constant.
    private static Expr word(Expr wide, int from) {
        GraphBuilder b = wide.builder();
        return wide.splat().isPresent()
                ? b.constantBits(TensorType.scalar(DType.I32), wide.splat().getAsLong() >>> from & 0xffffffffL)
                : (from == 0 ? wide : wide.ushr(from)).convert(DType.I32);
    }

    private Expr spread(Expr word) {
        return word.splat().isPresent()
                ? word.builder().constantBits(words, word.splat().getAsLong())
                : word.broadcast(words.shape(), List.of());
    }

    private GraphBuilder builder() {
        return key.getFirst().builder();
    }

    private Expr number(long value) {
        return builder().constant(words, value);
    }

    /// The element's index; the only element's is the constant 0.
    private Expr elements() {
        return words.shape().equals(Shape.of(1))
                ? number(0)
                : builder().emit(new Op.Iota(words, 0)).getFirst();
    }

    /// Words of the unit `index`, of which a block holds 4/`each`.
    private List<Expr> words(Expr index, int each) {
        boolean only = index.splat().isPresent();
        int shift = 2 - Integer.numberOfTrailingZeros(each);
        List<Expr> block = Philox.block(
                List.of(
                        only || shift == 0 ? index : index.ushr(shift),
                        position.get(0),
                        position.get(1),
                        position.get(2)),
                key);
        List<Expr> found = block;
        for (int bit = shift - 1; bit >= 0; bit--) {
            int half = found.size() / 2;
            List<Expr> low = found.subList(0, half);
            List<Expr> high = found.subList(half, found.size());
            int mask = 1 << bit;
            found = only ? low : chosen(index, mask, low, high);
        }
        return found;
    }

    private static List<Expr> chosen(Expr index, int mask, List<Expr> low, List<Expr> high) {
        Expr first = index.and(mask).eq(0);
        return IntStream.range(0, low.size())
                .mapToObj(i -> first.select(low.get(i), high.get(i)))
                .toList();
    }

    /// Two words as one i64, low word first.
    private static Expr joined(Expr low, Expr high) {
        return high.convert(DType.I64).shl(32).or(low.convert(DType.I64).and(0xffffffffL));
    }

    /// Random bits as `i32[n]` or `i64[n]`.
    public Expr bits(DType dtype) {
        return switch (dtype) {
            case I32 -> words(elements(), 1).getFirst();
            case I64 -> {
                List<Expr> pair = words(elements(), 2);
                yield joined(pair.get(0), pair.get(1));
            }
            case F32, F64, BOOL -> throw new GraphException("bits are i32 or i64, not " + dtype.symbol());
        };
    }

    /// Uniform on the open interval (0, 1): the odd multiples of 2⁻²⁴ (f32), 2⁻⁵³ (f64) with equal probability, hence
    /// never 0 nor 1 and of mean 1/2.
    public Expr uniform(DType dtype) {
        return switch (dtype) {
            case F32 -> uniform(bits(DType.I32));
            case F64 -> uniform(bits(DType.I64));
            case I32, I64, BOOL -> throw floats("uniform numbers", dtype);
        };
    }

    /// The upper bits are the fraction of a number in \[1, 2), from which 1 − half a step is taken, exactly.
    private static Expr uniform(Expr bits) {
        return bits.dtype() == DType.I32
                ? bits.ushr(9).or(0x3f800000L).fromBits().sub(1 - 0x1p-24)
                : bits.ushr(12).or(0x3ff0000000000000L).fromBits().sub(1 - 0x1p-53);
    }

    /// Exponential of rate 1: −log of the uniform number of the same bits. Always positive; at most 24·log 2 = 16.6
    /// (f32), 53·log 2 = 36.7 (f64).
    public Expr exponential(DType dtype) {
        return log(uniform(dtype)).neg();
    }

    /// Standard normal, by pairs: with uniform u for the radius and v for the angle, elements 2p and 2p+1 are
    /// √(−2 log u) times cos 2πv and sin 2πv. At most √(48 log 2) = 5.77 (f32), √(106 log 2) = 8.57 (f64) in size.
    ///
    /// Source: Box, Muller, *A note on the generation of random normal deviates*, Ann. Math. Stat. 29, 1958.
    public Expr normal(DType dtype) {
        Expr e = elements();
        boolean only = e.splat().isPresent();
        Expr pair = only ? e : e.ushr(1);
        List<Expr> halves = switch (dtype) {
            case F32 -> words(pair, 2);
            case F64 -> {
                List<Expr> w = words(pair, 4);
                yield List.of(joined(w.get(0), w.get(1)), joined(w.get(2), w.get(3)));
            }
            case I32, I64, BOOL -> throw floats("normal numbers", dtype);
        };
        Expr radius = log(uniform(halves.get(0))).mul(-2).sqrt();
        Expr angle = uniform(halves.get(1)).mul(2);
        Expr even = angle.apply(HalfTurns.COSPI);
        return radius.mul(only ? even : e.and(1).eq(0).select(even, angle.apply(HalfTurns.SINPI)));
    }

    /// Integers 0 … bound−1, as ⌊bound · x / 2^w⌋ with x of w = 64 random bits for i32, 128 for i64. A value's
    /// probability differs from 1/bound by less than 2^−w: relative to it by less than 2⁻³³ for every bound of i32,
    /// 2⁻⁶⁵ of i64. No number is rejected, so each takes one position, and to see the difference takes more than
    /// 2⁶⁴ draws.
    ///
    /// @param dtype i32 or i64
    /// @param bound from 1 to the greatest number of `dtype`
    public Expr integers(DType dtype, long bound) {
        require(bound >= 1, "integers below " + bound + ": the bound is at least 1");
        return switch (dtype) {
            case I32 -> {
                require(bound <= Integer.MAX_VALUE, "integers below " + bound + " do not fit i32: draw i64");
                yield scaled(words(elements(), 2), bound).convert(DType.I32);
            }
            case I64 -> scaled(words(elements(), 4), bound);
            case F32, F64, BOOL -> throw new GraphException("integers are i32 or i64, not " + dtype.symbol());
        };
    }

    /// The numbers 0 … n−1 in random order, as `i64[n]`: the order that sorts the i64 bits of elements 0 … n−1. Equal
    /// bits, which n elements have with a probability below n²·2⁻⁶⁵, keep the order of their elements.
    public Expr permutation() {
        return bits(DType.I64).sort(0).get(1);
    }

    /// The product with `bound` without its lower words, as many as there are `words`: school multiplication in words
    /// of 32 bits, where a product plus two words still fits 64.
    private static Expr scaled(List<Expr> words, long bound) {
        Expr carry = times(words.getFirst(), bound).ushr(32);
        List<Expr> rest = new ArrayList<>();
        for (Expr word : words.subList(1, words.size())) {
            Expr sum = times(word, bound).add(carry);
            rest.add(sum.and(0xffffffffL));
            carry = sum.ushr(32);
        }
        long upper = bound >>> 32;
        if (upper == 0) {
            return carry;
        }
        rest.add(carry);
        carry = carry.constant(0);
        for (int i = 0; i < words.size(); i++) {
            Expr sum = times(words.get(i), upper).add(rest.get(i)).add(carry);
            rest.set(i, sum.and(0xffffffffL));
            carry = sum.ushr(32);
        }
        return carry.shl(32).or(rest.getLast());
    }

    private static Expr times(Expr word, long factor) {
        return word.mulWideU32(word.constantBits(factor & 0xffffffffL));
    }

    private static GraphException floats(String what, DType dtype) {
        return new GraphException(what + " are f32 or f64, not " + dtype.symbol());
    }

    private static Expr log(Expr x) {
        return x.apply(Log.LOG);
    }
}
