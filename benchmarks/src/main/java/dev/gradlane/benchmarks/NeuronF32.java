package dev.gradlane.benchmarks;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.VectorOperators.*;

import jdk.incubator.vector.FloatVector;

/// Value and five partial derivatives of the neuron, on the Vector API:
/// 39 instructions transcribed from the frozen graph.
public final class NeuronF32 {
    private NeuronF32() {}

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
        for (long i = 0; i < n * 4; i += 4 * F32.length()) {
            var v0 = FloatVector.fromMemorySegment(F32, ALL, v0At + i, ORDER);
            var v1 = FloatVector.fromMemorySegment(F32, ALL, v1At + i, ORDER);
            var v2 = FloatVector.fromMemorySegment(F32, ALL, v2At + i, ORDER);
            var v3 = FloatVector.fromMemorySegment(F32, ALL, v3At + i, ORDER);
            var v4 = FloatVector.fromMemorySegment(F32, ALL, v4At + i, ORDER);
            var v5 = v0.mul(v1);
            var v6 = v2.mul(v3);
            var v7 = v5.add(v6);
            var v8 = v7.add(v4);
            var v9 = v8.neg();
            var v11 = v9.compare(GT, 0x1.64p6f);
            var v12 = v9.blend(FloatVector.broadcast(F32, 0x1.64p6f), v11);
            var v14 = v12.compare(LT, -0x1.a4p6f);
            var v15 = v12.blend(FloatVector.broadcast(F32, -0x1.a4p6f), v14);
            var v18 = v15.fma(FloatVector.broadcast(F32, 0x1.715476p0f), FloatVector.broadcast(F32, 0x1.8001fcp23f));
            var v19 = v18.viewAsIntegralLanes();
            var v21 = v19.lanewise(LSHR, 1);
            var v22 = v18.sub(0x1.8001fcp23f);
            var v24 = v21.lanewise(LSHL, 23);
            var v25 = v24.viewAsFloatingLanes();
            var v26 = v19.sub(v21);
            var v27 = v26.lanewise(LSHL, 23);
            var v28 = v27.viewAsFloatingLanes();
            var v30 = v22.fma(FloatVector.broadcast(F32, -0x1.62e43p-1f), v15);
            var v32 = v22.mul(0x1.05c61p-29f);
            var v33 = v30.add(v32);
            var v34 = v33.mul(v33);
            var v37 = FloatVector.broadcast(F32, 0x1.6a624cp-10f).fma(v33, FloatVector.broadcast(F32, 0x1.123abcp-7f));
            var v39 = v37.fma(v33, FloatVector.broadcast(F32, 0x1.55589ep-5f));
            var v41 = v39.fma(v33, FloatVector.broadcast(F32, 0x1.55549p-3f));
            var v43 = v41.fma(v33, FloatVector.broadcast(F32, 0x1.fffffcp-2f));
            var v44 = v34.fma(v43, v32);
            var v45 = v44.add(v30);
            var v47 = v45.add(0x1.0p0f);
            var v48 = v47.mul(v25);
            var v49 = v48.mul(v28);
            var v50 = v49.add(0x1.0p0f);
            var v51 = FloatVector.broadcast(F32, 0x1.0p0f).div(v50);
            var v52 = v51.mul(v51);
            var v53 = v52.mul(v49);
            var v54 = v53.mul(v2);
            var v55 = v53.mul(v3);
            var v56 = v53.mul(v0);
            var v57 = v53.mul(v1);
            v51.intoMemorySegment(ALL, out0 + i, ORDER);
            v57.intoMemorySegment(ALL, out1 + i, ORDER);
            v56.intoMemorySegment(ALL, out2 + i, ORDER);
            v55.intoMemorySegment(ALL, out3 + i, ORDER);
            v54.intoMemorySegment(ALL, out4 + i, ORDER);
            v53.intoMemorySegment(ALL, out5 + i, ORDER);
        }
    }
}
