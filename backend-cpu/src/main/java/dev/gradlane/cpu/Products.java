package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Sums of products (numerics contract §5). Order `chain`: in each block of 256 consecutive k, acc = −0 and then
/// acc = fma(a[k], b[k], acc), k ascending; the total is that of the first block, then total + block, ascending. Order
/// `lanes`: [Lanes] with fma as the lane step. No products: +0.
final class Products {
    private static final int BLOCK = 256;

    private Products() {}

    /// y = op(a, b): y's axes are batch, free axes of a, free axes of b.
    static void run(Op.Dot op, View a, View b, View y, Scratch scratch) {
        DotAxes axes = op.axes();
        List<Integer> aFree = axes.aFree(a.rank());
        List<Integer> bFree = axes.bFree(b.rank());
        long batch = a.count(axes.aBatch());
        long rows = a.count(aFree);
        long columns = b.count(bFree);
        long n = a.count(axes.aContract());
        View left = a.permute(join(axes.aBatch(), aFree, axes.aContract())).packed(scratch);
        View right = b.permute(join(axes.bBatch(), bFree, axes.bContract())).packed(scratch);
        Block leftBlock = new Block(a.dtype(), BLOCK);
        Block rightBlock = new Block(a.dtype(), BLOCK);
        MemorySegment results = y.memory();
        boolean chain = op.order() == Order.CHAIN;
        long at = 0;
        for (long g = 0; g < batch; g++) {
            for (long p = g * rows * n, i = 0; i < rows; i++, p += n) {
                for (long q = g * columns * n, j = 0; j < columns; j++, q += n) {
                    switch (a.dtype()) {
                        case F32 -> {
                            float sum = chain
                                    ? chainF32(left, p, right, q, n, leftBlock, rightBlock)
                                    : Lanes.dotF32(left, p, right, q, n);
                            results.set(Block.F32, at * 4, sum);
                        }
                        case F64 -> {
                            double sum = chain
                                    ? chainF64(left, p, right, q, n, leftBlock, rightBlock)
                                    : Lanes.dotF64(left, p, right, q, n);
                            results.set(Block.F64, at * 8, sum);
                        }
                        case I32, I64, BOOL ->
                            throw new BackendException(
                                    "dot does not take " + a.dtype().symbol());
                    }
                    at++;
                }
            }
        }
        for (View operand : List.of(left, right)) {
            if (operand.memory() != a.memory() && operand.memory() != b.memory()) {
                scratch.release(operand.memory());
            }
        }
    }

    private static List<Integer> join(List<Integer> batch, List<Integer> free, List<Integer> contract) {
        List<Integer> all = new ArrayList<>(batch);
        all.addAll(free);
        all.addAll(contract);
        return all;
    }

    private static double chainF64(View a, long aFirst, View b, long bFirst, long n, Block left, Block right) {
        double total = 0.0;
        for (long k = 0; k < n; k += BLOCK) {
            int length = (int) Math.min(BLOCK, n - k);
            a.load(aFirst + k, length, left);
            b.load(bFirst + k, length, right);
            double acc = chain(left.f64, right.f64, length);
            total = k == 0 ? acc : total + acc;
        }
        return total;
    }

    private static double chain(double[] a, double[] b, int n) {
        double acc = -0.0;
        for (int k = 0; k < n; k++) {
            acc = Math.fma(a[k], b[k], acc);
        }
        return acc;
    }

    private static float chainF32(View a, long aFirst, View b, long bFirst, long n, Block left, Block right) {
        float total = 0.0f;
        for (long k = 0; k < n; k += BLOCK) {
            int length = (int) Math.min(BLOCK, n - k);
            a.load(aFirst + k, length, left);
            b.load(bFirst + k, length, right);
            float acc = chain(left.f32, right.f32, length);
            total = k == 0 ? acc : total + acc;
        }
        return total;
    }

    private static float chain(float[] a, float[] b, int n) {
        float acc = -0.0f;
        for (int k = 0; k < n; k++) {
            acc = Math.fma(a[k], b[k], acc);
        }
        return acc;
    }
}
