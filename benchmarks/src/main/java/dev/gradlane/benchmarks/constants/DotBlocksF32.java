package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;
import dev.gradlane.benchmarks.Timed;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Matrix products in f32 whose chains have blocks of 128 to 1024, packed 128 to 1024 deep; and the
/// gradient of a layer's weights, 784×256 summed over a batch of 4096.
public class DotBlocksF32 extends Timed {
    @Param({"512", "1024", "2048", "weights"})
    public String size = "";

    /// block/depth.
    @Param({"128/128", "256/128", "256/256", "512/128", "512/256", "512/512", "1024/256", "1024/1024"})
    public String block = "";

    private ProductF32 product = new ProductF32(0, 0, 0, 0, 0, 1, 1);
    private long a;
    private long b;
    private long c;
    private long scratch;
    private float[] packedA = {};
    private long partial;

    @Setup
    public void open() {
        int length = Integer.parseInt(block.split("/")[0]);
        int depth = Integer.parseInt(block.split("/")[1]);
        int n = size.equals("weights") ? 0 : Integer.parseInt(size);
        product = n == 0
                ? new ProductF32(784, 256, 4096, 1, 784, length, depth)
                : new ProductF32(n, n, n, n, 1, length, depth);
        a = Raw.floats(product.rows() * product.inner(), -1, 1, 1);
        b = Raw.floats(product.inner() * product.columns(), -1, 1, 2);
        c = Raw.allocate(4L * product.paddedRows() * product.columns());
        partial = Raw.allocate(4L * product.paddedRows() * product.columns());
        scratch = Raw.allocate(4L * depth * product.columns());
        packedA = new float[240 * depth];
        product.run(a, b, c, scratch, packedA, partial);
        verify(length);
    }

    private void verify(int length) {
        var random = new SplittableRandom(3);
        for (int t = 0; t < 500; t++) {
            int i = t == 0 ? product.rows() - 1 : random.nextInt(product.rows());
            int j = t == 0 ? product.columns() - 1 : random.nextInt(product.columns());
            float[] row = new float[product.inner()];
            float[] column = new float[product.inner()];
            for (int k = 0; k < product.inner(); k++) {
                row[k] = Raw.get(a + 4L * ((long) i * product.aRow() + (long) k * product.aK()));
                column[k] = Raw.get(b + 4L * ((long) k * product.columns() + j));
            }
            Definition.require(
                    "c[" + i + "," + j + "]",
                    Raw.get(c + 4L * ((long) i * product.columns() + j)),
                    Definition.chain(row, column, length));
        }
    }

    @Benchmark
    public float product() {
        product.run(a, b, c, scratch, packedA, partial);
        return Raw.get(c);
    }
}
