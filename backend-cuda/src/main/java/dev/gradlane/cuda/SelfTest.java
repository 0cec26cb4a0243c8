package dev.gradlane.cuda;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a GPU keeps the numerics contract (§3.10): a kernel per operand type, from the emitter that writes all
/// others, over operands that tell a wrong processor from a right one.
final class SelfTest {
    private static final List<Double> OPERANDS = List.of(
            0.0,
            -0.0,
            1.0,
            -1.5,
            0.5,
            2.5,
            3.0,
            1e-40,
            -1e-42,
            1.1754943508222875e-38,
            1e-310,
            4.9e-324,
            2.2250738585072014e-308,
            1.0000001,
            0.99999994,
            16777217.0,
            2147483647.5,
            -2147483649.0,
            9.3e18,
            -9.3e18,
            3e38,
            1e308,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN);
    private static final List<Long> INTEGERS = List.of(
            0L,
            1L,
            -1L,
            5L,
            31L,
            32L,
            33L,
            63L,
            64L,
            65L,
            -7L,
            0x7fffffffL,
            -0x80000000L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            0x123456789abcdefL);

    private SelfTest() {}

    /// Ready, or approximate with the first rule that is broken.
    static Availability run(CudaDriver driver) {
        return run(driver, SelfTestRule.all());
    }

    static Availability run(CudaDriver driver, List<SelfTestRule> rules) {
        try {
            return List.of(DType.F32, DType.F64, DType.I32, DType.I64).stream()
                    .flatMap(type ->
                            broken(
                                    driver,
                                    type,
                                    rules.stream()
                                            .filter(r -> r.operand() == type)
                                            .toList())
                                    .stream())
                    .findFirst()
                    .<Availability>map(Availability.Approximate::new)
                    .orElseGet(Availability.Ready::new);
        } catch (BackendException e) {
            String first = e.getMessage().lines().findFirst().orElse("no reason given");
            return new Availability.Unavailable(
                    "the self-test does not run: " + first, "check the GPU with nvidia-smi, or use another device");
        }
    }

    private static Optional<String> broken(CudaDriver driver, DType type, List<SelfTestRule> rules) {
        List<long[]> cases = cases(type);
        int n = cases.size();
        PtxKernel kernel = PtxEmitter.emit(kernel(rules, n), false);
        List<Long> addresses = new ArrayList<>();
        try (CudaDriver.Module module = driver.load(kernel.text())) {
            for (int operand = 0; operand < 3; operand++) {
                long address = driver.allocate(8L * n);
                addresses.add(address);
                driver.upload(address, operands(type, cases, operand));
            }
            for (int i = 0; i < rules.size(); i++) {
                addresses.add(driver.allocate(8L * n));
            }
            int blocks = Math.ceilDiv(n, kernel.blockSize());
            module.launch(kernel.name(), blocks, kernel.blockSize(), arguments(kernel, addresses));
            driver.synchronize();
            for (int i = 0; i < rules.size(); i++) {
                MemorySegment results = MemorySegment.ofArray(new long[n])
                        .asSlice(0, (long) n * rules.get(i).result().bytes());
                driver.download(results, addresses.get(3 + i));
                Optional<String> difference = difference(rules.get(i), cases, results);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        } finally {
            addresses.forEach(driver::free);
        }
    }

    /// Buffers 0, 1, 2 are the operands, the others the rules' results.
    private static Kernel kernel(List<SelfTestRule> rules, int n) {
        Index cell = new Index(List.of(), List.of(new Index.Term(0, Extent.ONE)));
        List<Statement> body = new ArrayList<>();
        DType type = rules.getFirst().operand();
        for (int operand = 0; operand < 3; operand++) {
            body.add(new Statement.Load(operand, type, operand, cell));
        }
        int next = 3;
        for (int i = 0; i < rules.size(); i++) {
            SelfTestRule rule = rules.get(i);
            List<Integer> left = new ArrayList<>(List.of(0, 1, 2));
            for (ScalarOp op : rule.ops()) {
                List<Integer> taken = List.copyOf(left.subList(0, op.arity()));
                left.subList(0, op.arity()).clear();
                left.addFirst(next);
                boolean last = op == rule.ops().getLast();
                body.add(new Statement.Compute(next++, last ? rule.result() : type, op, taken));
            }
            body.add(new Statement.Store(3 + i, cell, left.getFirst()));
        }
        return new Kernel(
                "self_test_" + type.symbol(), Layout.LANE, List.of(new Axis(0, Extent.of(n))), new Block(body));
    }

    private static List<Long> arguments(PtxKernel kernel, List<Long> addresses) {
        return kernel.parameters().stream()
                .map(parameter -> switch (parameter) {
                    case PtxKernel.Parameter.Pointer(int buffer) -> addresses.get(buffer);
                    case PtxKernel.Parameter.Number(List<Extent> sum) ->
                        sum.stream().mapToLong(e -> e.at(Map.of())).sum();
                    case PtxKernel.Parameter.FaultWord _ -> throw new BackendException("the self-test checks nothing");
                })
                .toList();
    }

    /// Every pair of operands, with a third that makes the rounding of a product show.
    private static List<long[]> cases(DType type) {
        List<long[]> cases = new ArrayList<>();
        List<Long> operands =
                type.isFloat() ? OPERANDS.stream().map(x -> bits(type, x)).toList() : INTEGERS;
        for (long a : operands) {
            for (long b : operands) {
                cases.add(new long[] {a, b, type.isFloat() ? negatedProduct(type, a, b) : a ^ b});
            }
        }
        return cases;
    }

    private static long bits(DType type, double x) {
        return type == DType.F32 ? Float.floatToIntBits((float) x) : Double.doubleToLongBits(x);
    }

    /// −(a·b) rounded: a·b + c is 0 with two roundings, and what the first cut off with one.
    private static long negatedProduct(DType type, long a, long b) {
        return type == DType.F32
                ? Float.floatToIntBits(-(Float.intBitsToFloat((int) a) * Float.intBitsToFloat((int) b)))
                : Double.doubleToLongBits(-(Double.longBitsToDouble(a) * Double.longBitsToDouble(b)));
    }

    private static MemorySegment operands(DType type, List<long[]> cases, int operand) {
        MemorySegment host = MemorySegment.ofArray(new long[cases.size()]);
        for (int i = 0; i < cases.size(); i++) {
            long bits = cases.get(i)[operand];
            if (type.bytes() == 4) {
                host.setAtIndex(ValueLayout.JAVA_INT, i, (int) bits);
            } else {
                host.setAtIndex(ValueLayout.JAVA_LONG, i, bits);
            }
        }
        return host.asSlice(0, (long) cases.size() * type.bytes());
    }

    private static Optional<String> difference(SelfTestRule rule, List<long[]> cases, MemorySegment results) {
        for (int i = 0; i < cases.size(); i++) {
            long[] x = cases.get(i);
            long expected = rule.meaning().of(x[0], x[1], x[2]);
            long got = canonical(
                    rule.result(),
                    rule.result().bytes() == 4
                            ? results.getAtIndex(ValueLayout.JAVA_INT, i)
                            : results.getAtIndex(ValueLayout.JAVA_LONG, i));
            if (got != expected) {
                return Optional.of(rule.name() + " of " + Long.toHexString(x[0]) + ", " + Long.toHexString(x[1]) + ", "
                        + Long.toHexString(x[2]) + " gives " + Long.toHexString(got) + ", not "
                        + Long.toHexString(expected));
            }
        }
        return Optional.empty();
    }

    private static long canonical(DType type, long bits) {
        return switch (type) {
            case F32 -> Float.floatToIntBits(Float.intBitsToFloat((int) bits));
            case F64 -> Double.doubleToLongBits(Double.longBitsToDouble(bits));
            case I32, I64, BOOL -> bits;
        };
    }
}
