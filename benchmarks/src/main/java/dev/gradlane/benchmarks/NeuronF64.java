package dev.gradlane.benchmarks;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F64;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.VectorOperators.*;

import jdk.incubator.vector.DoubleVector;

/// Value and five partial derivatives of the neuron, on the Vector API:
/// 44 instructions transcribed from the frozen graph.
public final class NeuronF64 {
    private NeuronF64() {}

    /// One pass over `n` samples, a multiple of the vector's length; arguments are addresses.
    public static void run(
            long v0At,
            long v1At,
            long v2At,
            long v3At,
            long v4At,
            long out0,
            long out1,
            long out2,
            long out3,
            long out4,
            long out5,
            long n) {
        for (long i = 0; i < n * 8; i += 8 * F64.length()) {
            var v0 = DoubleVector.fromMemorySegment(F64, ALL, v0At + i, ORDER);
            var v1 = DoubleVector.fromMemorySegment(F64, ALL, v1At + i, ORDER);
            var v2 = DoubleVector.fromMemorySegment(F64, ALL, v2At + i, ORDER);
            var v3 = DoubleVector.fromMemorySegment(F64, ALL, v3At + i, ORDER);
            var v4 = DoubleVector.fromMemorySegment(F64, ALL, v4At + i, ORDER);
            var v5 = v0.mul(v1);
            var v6 = v2.mul(v3);
            var v7 = v5.add(v6);
            var v8 = v7.add(v4);
            var v9 = v8.neg();
            var v11 = v9.compare(GT, 0x1.63p9);
            var v12 = v9.blend(DoubleVector.broadcast(F64, 0x1.63p9), v11);
            var v14 = v12.compare(LT, -0x1.75p9);
            var v15 = v12.blend(DoubleVector.broadcast(F64, -0x1.75p9), v14);
            var v18 = v15.fma(
                    DoubleVector.broadcast(F64, 0x1.71547652b82fep0),
                    DoubleVector.broadcast(F64, 0x1.80000000007fep52));
            var v19 = v18.viewAsIntegralLanes();
            var v21 = v19.lanewise(LSHR, 1L);
            var v22 = v18.sub(0x1.80000000007fep52);
            var v24 = v21.lanewise(LSHL, 52L);
            var v25 = v24.viewAsFloatingLanes();
            var v26 = v19.sub(v21);
            var v27 = v26.lanewise(LSHL, 52L);
            var v28 = v27.viewAsFloatingLanes();
            var v30 = v22.fma(DoubleVector.broadcast(F64, -0x1.62e42fefa39efp-1), v15);
            var v32 = v22.mul(-0x1.abc9e3b39803fp-56);
            var v33 = v30.add(v32);
            var v34 = v33.mul(v33);
            var v37 = DoubleVector.broadcast(F64, 0x1.ad904c232627dp-26)
                    .fma(v33, DoubleVector.broadcast(F64, 0x1.28ae252d63205p-22));
            var v39 = v37.fma(v33, DoubleVector.broadcast(F64, 0x1.71df1af29625ap-19));
            var v41 = v39.fma(v33, DoubleVector.broadcast(F64, 0x1.a01999392ab12p-16));
            var v43 = v41.fma(v33, DoubleVector.broadcast(F64, 0x1.a01a012edf549p-13));
            var v45 = v43.fma(v33, DoubleVector.broadcast(F64, 0x1.6c16c18482215p-10));
            var v47 = v45.fma(v33, DoubleVector.broadcast(F64, 0x1.1111111126ecbp-7));
            var v49 = v47.fma(v33, DoubleVector.broadcast(F64, 0x1.555555555069cp-5));
            var v51 = v49.fma(v33, DoubleVector.broadcast(F64, 0x1.55555555554fdp-3));
            var v53 = v51.fma(v33, DoubleVector.broadcast(F64, 0x1.000000000000ap-1));
            var v54 = v34.fma(v53, v32);
            var v55 = v54.add(v30);
            var v57 = v55.add(0x1.0p0);
            var v58 = v57.mul(v25);
            var v59 = v58.mul(v28);
            var v60 = v59.add(0x1.0p0);
            var v61 = DoubleVector.broadcast(F64, 0x1.0p0).div(v60);
            var v62 = v61.mul(v61);
            var v63 = v62.mul(v59);
            var v64 = v63.mul(v2);
            var v65 = v63.mul(v3);
            var v66 = v63.mul(v0);
            var v67 = v63.mul(v1);
            v61.intoMemorySegment(ALL, out0 + i, ORDER);
            v67.intoMemorySegment(ALL, out1 + i, ORDER);
            v66.intoMemorySegment(ALL, out2 + i, ORDER);
            v65.intoMemorySegment(ALL, out3 + i, ORDER);
            v64.intoMemorySegment(ALL, out4 + i, ORDER);
            v63.intoMemorySegment(ALL, out5 + i, ORDER);
        }
    }
}
