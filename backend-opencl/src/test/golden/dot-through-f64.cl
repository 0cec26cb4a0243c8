#pragma OPENCL FP_CONTRACT OFF
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#ifdef WIDE
typedef long idx;
#else
typedef int idx;
#endif

float max_f32(float a, float b) {
    float equal = as_float(as_int(a) & as_int(b));
    return a > b ? a : a < b ? b : a == b ? equal : a + b;
}

__kernel __attribute__((reqd_work_group_size(128, 1, 1)))
void k0(idx n0, __global const float *restrict b0, __global const float *restrict b1, __global float *restrict b2) {
    idx cell = (idx)get_global_id(0);
    if (cell < n0) {
        idx i1 = cell % 256;
        idx r1 = cell / 256;
        idx i0 = r1;
        float v0 = as_float(0x3f000000u);
        float v4;
        {
            idx n_4 = 784;
            float t1_4 = as_float(0x80000000u);
            for (idx block_4 = 0; block_4 < n_4; block_4 += 256) {
                idx end = min((idx)(block_4 + 256), (idx)n_4);
                float s1_4 = as_float(0x80000000u);
                for (idx k_4 = block_4; k_4 < end; k_4++) {
                    idx p_4 = k_4;
                    idx i2 = p_4;
                    float v1 = b0[i0 * 784 + i2];
                    float v2 = b1[i1 + i2 * 256];
                    float v3 = v1 * v0;
                    s1_4 = fma(v3, v2, s1_4);
                }
                t1_4 = t1_4 + s1_4;
            }
            v4 = t1_4;
        }
        float v5 = as_float(0x00000000u);
        float v6 = max_f32(v4, v5);
        float v7 = (float)sqrt((double)v6);
        b2[i0 * 256 + i1] = v7;
    }
}
