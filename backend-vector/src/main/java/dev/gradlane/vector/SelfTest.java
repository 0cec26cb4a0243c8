package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// Proves the numerics contract on this machine before it is trusted: vector code of the instructions that machines
/// are known to differ in (contraction, subnormals, division, roots, NaN in minimum and selection, conversions that
/// saturate, integers that wrap, counts of shifts) against scalar code, whose meaning Java fixes. The interpreter and
/// each compiler run it alike, so it costs one call for each width and process.
final class SelfTest {
    private static final int POINTS = 48;
    private static final Map<Species, Optional<String>> RESULTS = new ConcurrentHashMap<>();

    private static final double[] NUMBERS = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        3.0,
        0.1,
        1 / 3.0,
        1e30,
        -1e30,
        1e300,
        1e10,
        -1e10,
        2147483647,
        2147483648.0,
        -2147483649.0,
        9.3e18,
        -9.3e18,
        8388607.5,
        4503599627370495.5,
        1e-40,
        -1e-42,
        4.9e-324,
        1e-310,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1.0000001,
        0.99999994
    };

    private SelfTest() {}

    /// What differs from scalar code, if anything does.
    static Optional<String> failure(Species species) {
        return species.isScalar() ? Optional.empty() : RESULTS.computeIfAbsent(species, SelfTest::compare);
    }

    private static Optional<String> compare(Species species) {
        for (DType type : List.of(DType.F32, DType.F64)) {
            List<Statement> statements = statements(type);
            long[][] expected = rows(Species.SCALAR, type, statements);
            long[][] found = rows(species, type, statements);
            for (int row = 0; row < expected.length; row++) {
                Statement.Compute compute = (Statement.Compute) statements.get(row + 2);
                for (int i = 0; i < POINTS; i++) {
                    if (!compute.type().same(expected[row][i], found[row][i])) {
                        return Optional.of("the instruction "
                                + compute.function().symbol() + " on " + type.symbol() + " vectors of "
                                + species.bits() + " bits yields " + Long.toHexString(found[row][i])
                                + " where Java yields " + Long.toHexString(expected[row][i]));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// x, y and every instruction of them.
    private static List<Statement> statements(DType type) {
        List<Statement> all = new ArrayList<>();
        Index index = new Index(List.of(), List.of(new Index.Term(0, Extent.ONE)));
        all.add(new Statement.Load(0, type, 0, index));
        all.add(new Statement.Load(1, type, 1, index));
        int x = 0;
        int y = 1;
        int product = compute(all, ScalarOp.MUL, type, x, y);
        compute(all, ScalarOp.ADD, type, product, x);
        compute(all, ScalarOp.SUB, type, product, y);
        compute(all, ScalarOp.FMA, type, x, y, x);
        compute(all, ScalarOp.DIV, type, x, y);
        for (ScalarOp op : List.of(
                ScalarOp.SQRT,
                ScalarOp.NEG,
                ScalarOp.ABS,
                ScalarOp.FLOOR,
                ScalarOp.CEIL,
                ScalarOp.RINT,
                ScalarOp.TRUNC)) {
            compute(all, op, type, x);
        }
        compute(all, ScalarOp.MIN, type, x, y);
        compute(all, ScalarOp.MAX, type, x, y);
        int less = compute(all, ScalarOp.LT, DType.BOOL, x, y);
        int unequal = compute(all, ScalarOp.NE, DType.BOOL, x, x);
        compute(all, ScalarOp.SELECT, type, unequal, y, x);
        compute(all, ScalarOp.XOR, DType.BOOL, less, unequal);
        DType other = type == DType.F32 ? DType.F64 : DType.F32;
        compute(all, ScalarOp.conversionTo(other), other, x);
        int i = compute(all, ScalarOp.TO_I32, DType.I32, x);
        int j = compute(all, ScalarOp.TO_I64, DType.I64, y);
        compute(all, ScalarOp.TO_I32, DType.I32, j);
        compute(all, ScalarOp.TO_F32, DType.F32, j);
        compute(all, ScalarOp.TO_F64, DType.F64, i);
        int bits = compute(all, ScalarOp.BITS, type.bitsType(), x);
        int wrapped = compute(all, ScalarOp.MUL, type.bitsType(), bits, bits);
        compute(all, ScalarOp.SHL, type.bitsType(), bits, wrapped);
        compute(all, ScalarOp.SHR, type.bitsType(), bits, wrapped);
        compute(all, ScalarOp.USHR, type.bitsType(), bits, wrapped);
        compute(all, ScalarOp.LTU, DType.BOOL, bits, wrapped);
        compute(all, ScalarOp.MUL_WIDE_U32, DType.I64, i, i);
        return all;
    }

    private static int compute(List<Statement> all, ScalarOp op, DType type, Integer... operands) {
        all.add(new Statement.Compute(all.size(), type, op, List.of(operands)));
        return all.size() - 1;
    }

    /// The bits of every computed value at every point.
    private static long[][] rows(Species species, DType type, List<Statement> statements) {
        Kernel kernel =
                new Kernel("selfTest", Layout.LANE, List.of(new Axis(0, Extent.of(POINTS))), new Block(statements));
        List<KernelBuffer> buffers = List.of(
                new KernelBuffer(0, type, Extent.of(POINTS), new KernelBuffer.Role.Input(0)),
                new KernelBuffer(1, type, Extent.of(POINTS), new KernelBuffer.Role.Input(1)));
        KernelContext context = new KernelContext(kernel, buffers, species, Tiers.of(Settings.Tier.FUSED));
        Set<Integer> exports = new LinkedHashSet<>();
        statements.subList(2, statements.size()).forEach(s -> exports.addAll(Uses.definedBy(s)));
        Step step = Straight.of(context, statements, 0, exports);
        MemoryPool pool = new MemoryPool();
        MemoryPool.Block memory = pool.take(context.scratchBytes() + 2L * POINTS * 8);
        long x = memory.address() + context.scratchBytes();
        long y = x + POINTS * 8L;
        for (int i = 0; i < POINTS; i++) {
            set(type, x, i, NUMBERS[i % NUMBERS.length]);
            set(type, y, i, NUMBERS[(i * 7 + 3) % NUMBERS.length]);
        }
        Scope scope = new Scope(
                context,
                new Sized(context, Map.of()),
                new long[] {x, y},
                memory.address(),
                new AtomicReference<>(FaultWord.NONE));
        step.run(scope, POINTS);
        long[][] rows = new long[statements.size() - 2][POINTS];
        for (int row = 0; row < rows.length; row++) {
            Row place = context.row(row + 2);
            DType stored = Rows.stored(place.type());
            for (int i = 0; i < POINTS; i++) {
                rows[row][i] = Packing.bits(stored, scope.row(place.index()) + (long) i * stored.bytes());
            }
        }
        pool.give(memory);
        pool.close();
        return rows;
    }

    private static void set(DType type, long address, int i, double value) {
        if (type == DType.F32) {
            Address.ALL.set(Address.F32, address + 4L * i, (float) value);
        } else {
            Address.ALL.set(Address.F64, address + 8L * i, value);
        }
    }
}
