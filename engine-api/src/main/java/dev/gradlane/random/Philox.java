package dev.gradlane.random;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import java.util.List;
import java.util.OptionalLong;

/// Philox4x32-10: 128 random bits from a counter of 128 bits and a key of 64, by ten rounds of two products.
///
/// One round takes (c0, c1, c2, c3) and (k0, k1) to
/// (hi(M1·c2) ⊕ c1 ⊕ k0, lo(M1·c2), hi(M0·c0) ⊕ c3 ⊕ k1, lo(M0·c0)); between rounds k0 += W0, k1 += W1.
///
/// Source: Salmon, Moraes, Dror, Shaw, *Parallel random numbers: as easy as 1, 2, 3*, SC 2011, section 3.3; the
/// constants of its table for Philox-4×32.
public final class Philox {
    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private Philox() {}

    /// The block of `counter` under `key`: four words, i32 of the counter's shape.
    ///
    /// @param counter four words, i32, all of one shape
    /// @param key two words, i32 of that shape
    public static List<Expr> block(List<Expr> counter, List<Expr> key) {
        List<Expr> c = counter;
        for (int round = 0; round < ROUNDS; round++) {
            Expr first = c.get(0).mulWideU32(c.get(0).constantBits(M0));
            Expr third = c.get(2).mulWideU32(c.get(2).constantBits(M1));
            c = List.of(
                    high(third).xor(c.get(1)).xor(bumped(key.get(0), round * W0)),
                    low(third),
                    high(first).xor(c.get(3)).xor(bumped(key.get(1), round * W1)),
                    low(first));
        }
        return c;
    }

    /// Bits 0 … 31.
    static Expr low(Expr wide) {
        return wide.convert(DType.I32);
    }

    /// Bits 32 … 63.
    static Expr high(Expr wide) {
        return wide.ushr(32).convert(DType.I32);
    }

    /// The key of a round. Constants are not folded in graphs, so a constant key is bumped here.
    private static Expr bumped(Expr key, int by) {
        OptionalLong constant = key.splat();
        return constant.isPresent()
                ? key.constantBits(((int) constant.getAsLong() + by) & 0xffffffffL)
                : key.add(key.constantBits(by & 0xffffffffL));
    }
}
