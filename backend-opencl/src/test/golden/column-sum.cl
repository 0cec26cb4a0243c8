#pragma OPENCL FP_CONTRACT OFF
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#ifdef WIDE
typedef long idx;
#else
typedef int idx;
#endif

// The lane that is visited as number r, so that lanes meet in the order of the tree of
// halves: r with its `bits` bits reversed.
int lane_of(int r, int bits) {
    int lane = (r & 1) << 6 | (r & 2) << 4 | (r & 4) << 2 | (r & 8)
             | (r & 16) >> 2 | (r & 32) >> 4 | (r & 64) >> 6;
    return lane >> (7 - bits);
}
// Bits that number the lanes of n elements; no more than 128 lanes.
int lane_bits(idx n) {
    return n > 64 ? 7 : n > 1 ? 32 - clz((int)n - 1) : 0;
}

__kernel __attribute__((reqd_work_group_size(128, 1, 1)))
void k0(idx n0, __global const float *restrict b0, __global float *restrict b1) {
    idx cell = (idx)get_global_id(0);
    if (cell < 300) {
        idx i0 = cell;
        float v2;
        {
            idx n_2 = n0;
            idx m2_2 = (n_2 + 4095) / 4096;
            idx m3_2 = (m2_2 + 4095) / 4096;
            float tree3_2[8];
            idx start3_2 = 0;
            idx end3_2 = m3_2;
            int bits3_2 = lane_bits(end3_2 - start3_2);
            for (int r3_2 = 0; r3_2 < 1 << bits3_2; r3_2++) {
                float s3_2 = as_float(0x80000000u);
                for (idx e3_2 = start3_2 + lane_of(r3_2, bits3_2); e3_2 < end3_2; e3_2 += 128) {
                    float tree2_2[8];
                    idx start2_2 = e3_2 * 4096;
                    idx end2_2 = min((idx)(e3_2 * 4096 + 4096), m2_2);
                    int bits2_2 = lane_bits(end2_2 - start2_2);
                    for (int r2_2 = 0; r2_2 < 1 << bits2_2; r2_2++) {
                        float s2_2 = as_float(0x80000000u);
                        for (idx e2_2 = start2_2 + lane_of(r2_2, bits2_2); e2_2 < end2_2; e2_2 += 128) {
                            float tree1_2[8];
                            idx start1_2 = e2_2 * 4096;
                            idx end1_2 = min((idx)(e2_2 * 4096 + 4096), n_2);
                            int bits1_2 = lane_bits(end1_2 - start1_2);
                            for (int r1_2 = 0; r1_2 < 1 << bits1_2; r1_2++) {
                                float s1_2 = as_float(0x80000000u);
                                for (idx e1_2 = start1_2 + lane_of(r1_2, bits1_2); e1_2 < end1_2; e1_2 += 128) {
                                    idx p_2 = e1_2;
                                    idx i1 = p_2;
                                    float v0 = b0[i0 + i1 * 300];
                                    float v1 = v0 * v0;
                                    s1_2 = s1_2 + v1;
                                }
                                int top = 0;
                                for (int q = r1_2; q & 1; q >>= 1) {
                                    s1_2 = s1_2 + tree1_2[top];
                                    top++;
                                }
                                tree1_2[top] = s1_2;
                            }
                            float t1_2 = tree1_2[bits1_2];
                            s2_2 = s2_2 + t1_2;
                        }
                        int top = 0;
                        for (int q = r2_2; q & 1; q >>= 1) {
                            s2_2 = s2_2 + tree2_2[top];
                            top++;
                        }
                        tree2_2[top] = s2_2;
                    }
                    float t2_2 = tree2_2[bits2_2];
                    s3_2 = s3_2 + t2_2;
                }
                int top = 0;
                for (int q = r3_2; q & 1; q >>= 1) {
                    s3_2 = s3_2 + tree3_2[top];
                    top++;
                }
                tree3_2[top] = s3_2;
            }
            float t3_2 = tree3_2[bits3_2];
            v2 = n_2 == 0 ? as_float(0x00000000u) : t3_2;
        }
        b1[i0] = v2;
    }
}
