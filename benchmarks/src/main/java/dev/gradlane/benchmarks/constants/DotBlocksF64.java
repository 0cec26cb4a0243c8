package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;
import dev.gradlane.benchmarks.Timed;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Matrix products in f64 whose chains have blocks of 128 to 1024, packed 128 to 1024 deep; and the
/// gradient of a layer's weights, 784×256 summed over a batch of 4096.
public class DotBlocksF64 extends Timed {
    @Param({"512", "1024", "2048", "weights"})
    public String size = "";

    /// block/depth.
    @Param({"128/128", "256/128", "256/256", "512/128", "512/256", "512/512", "1024/256", "1024/1024"})
    public String block = "";

    private ProductF64 product = new ProductF64(0, 0, 0, 0, 0, 1, 1);
    private long a;
    private long b;
    private long c;
    private long scratch;
    private double[] packedA = {};
    private long partial;

    @Setup
    public void open() {
        int length = Integer.parseInt(block.split("/")[0]);
        int depth = Integer.parseInt(block.split("/")[1]);
        int n = size.equals("weights") ? 0 : Integer.parseInt(size);
        product = n == 0
                ? new ProductF64(784, 256, 4096, 1, 784, length, depth)
                : new ProductF64(n, n, n, n, 1, length, depth);
        a = Raw.doubles(product.rows() * product.inner(), -1, 1, 1);
        b = Raw.doubles(product.inner() * product.columns(), -1, 1, 2);
        c = Raw.allocate(8L * product.paddedRows() * product.columns());
        partial = Raw.allocate(8L * product.paddedRows() * product.columns());
        scratch = Raw.allocate(8L * depth * product.columns());
        packedA = new double[240 * depth];
        product.run(a, b, c, scratch, packedA, partial);
        verify(length);
    }

    private void verify(int length) {
        var random = new SplittableRandom(3);
        for (int t = 0; t < 500; t++) {
            int i = t == 0 ? product.rows() - 1 : random.nextInt(product.rows());
            int j = t == 0 ? product.columns() - 1 : random.nextInt(product.columns());
            double[] row = new double[product.inner()];
            double[] column = new double[product.inner()];
            for (int k = 0; k < product.inner(); k++) {
                row[k] = Raw.getDouble(a + 8L * ((long) i * product.aRow() + (long) k * product.aK()));
                column[k] = Raw.getDouble(b + 8L * ((long) k * product.columns() + j));
            }
            Definition.require(
                    "c[" + i + "," + j + "]",
                    Raw.getDouble(c + 8L * ((long) i * product.columns() + j)),
                    Definition.chain(row, column, length));
        }
    }

    @Benchmark
    public double product() {
        product.run(a, b, c, scratch, packedA, partial);
        return Raw.getDouble(c);
    }
}
