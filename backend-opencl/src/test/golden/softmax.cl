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

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void k0(idx n0, __global const float *restrict b0, __global float *restrict b1) {
    idx cell = (idx)get_global_id(0);
    if (cell < n0) {
        idx i0 = cell;
        float v1;
        {
            idx n_1 = 1000;
            float lanes0_1[128];
            for (int j = 0; j < 128; j++) {
                lanes0_1[j] = as_float(0xff800000u);
            }
            for (idx e_1 = 0; e_1 < n_1; e_1 += 128) {
                int w_1 = (int)min((idx)128, (idx)(n_1 - e_1));
                for (int j_1 = 0; j_1 < w_1; j_1++) {
                    idx p_1 = e_1 + j_1;
                    idx i1 = p_1;
                    float v0 = b0[i0 * 1000 + i1];
                    lanes0_1[j_1] = max_f32(lanes0_1[j_1], v0);
                }
            }
            for (int h = 64; h > 0; h >>= 1) {
                for (int j = 0; j < h; j++) {
                    lanes0_1[j] = max_f32(lanes0_1[j], lanes0_1[j + h]);
                }
            }
            v1 = lanes0_1[0];
        }
        float v2 = as_float(0x42b20000u);
        float v3 = as_float(0xc2d20000u);
        float v4 = as_float(0x4b4000feu);
        float v5 = as_float(0x3fb8aa3bu);
        int v6 = as_int(0x00000001u);
        int v7 = as_int(0x00000017u);
        float v8 = as_float(0xbf317218u);
        float v9 = as_float(0x3102e308u);
        float v10 = as_float(0x3ab53126u);
        float v11 = as_float(0x3c091d5eu);
        float v12 = as_float(0x3d2aac4fu);
        float v13 = as_float(0x3e2aaa48u);
        float v14 = as_float(0x3efffffeu);
        float v15 = as_float(0x3f800000u);
        float v44;
        {
            idx n_44 = 1000;
            float lanes1_44[128];
            for (int j = 0; j < 128; j++) {
                lanes1_44[j] = as_float(0x80000000u);
            }
            for (idx e_44 = 0; e_44 < n_44; e_44 += 128) {
                int w_44 = (int)min((idx)128, (idx)(n_44 - e_44));
                for (int j_44 = 0; j_44 < w_44; j_44++) {
                    idx p_44 = e_44 + j_44;
                    idx i2 = p_44;
                    float v16 = b0[i0 * 1000 + i2];
                    float v17 = v16 - v1;
                    bool v18 = v17 > v2;
                    float v19 = v18 ? v2 : v17;
                    bool v20 = v19 < v3;
                    float v21 = v20 ? v3 : v19;
                    float v22 = fma(v21, v5, v4);
                    int v23 = as_int(v22);
                    int v24 = (int)((uint)v23 >> (v6 & 31));
                    float v25 = v22 - v4;
                    int v26 = (int)((uint)v24 << (v7 & 31));
                    float v27 = as_float(v26);
                    int v28 = (int)((uint)v23 - (uint)v24);
                    int v29 = (int)((uint)v28 << (v7 & 31));
                    float v30 = as_float(v29);
                    float v31 = fma(v25, v8, v21);
                    float v32 = v25 * v9;
                    float v33 = v31 + v32;
                    float v34 = v33 * v33;
                    float v35 = fma(v10, v33, v11);
                    float v36 = fma(v35, v33, v12);
                    float v37 = fma(v36, v33, v13);
                    float v38 = fma(v37, v33, v14);
                    float v39 = fma(v34, v38, v32);
                    float v40 = v39 + v31;
                    float v41 = v40 + v15;
                    float v42 = v41 * v27;
                    float v43 = v42 * v30;
                    lanes1_44[j_44] = lanes1_44[j_44] + v43;
                }
            }
            for (int h = 64; h > 0; h >>= 1) {
                for (int j = 0; j < h; j++) {
                    lanes1_44[j] = lanes1_44[j] + lanes1_44[j + h];
                }
            }
            v44 = lanes1_44[0];
        }
        for (idx e3 = 0; e3 < 1000; e3++) {
            idx i3 = e3;
            float v45 = b0[i0 * 1000 + i3];
            float v46 = v45 - v1;
            bool v47 = v46 > v2;
            float v48 = v47 ? v2 : v46;
            bool v49 = v48 < v3;
            float v50 = v49 ? v3 : v48;
            float v51 = fma(v50, v5, v4);
            int v52 = as_int(v51);
            int v53 = (int)((uint)v52 >> (v6 & 31));
            float v54 = v51 - v4;
            int v55 = (int)((uint)v53 << (v7 & 31));
            float v56 = as_float(v55);
            int v57 = (int)((uint)v52 - (uint)v53);
            int v58 = (int)((uint)v57 << (v7 & 31));
            float v59 = as_float(v58);
            float v60 = fma(v54, v8, v50);
            float v61 = v54 * v9;
            float v62 = v60 + v61;
            float v63 = v62 * v62;
            float v64 = fma(v10, v62, v11);
            float v65 = fma(v64, v62, v12);
            float v66 = fma(v65, v62, v13);
            float v67 = fma(v66, v62, v14);
            float v68 = fma(v63, v67, v61);
            float v69 = v68 + v60;
            float v70 = v69 + v15;
            float v71 = v70 * v56;
            float v72 = v71 * v59;
            float v73 = v72 / v44;
            b1[i0 * 1000 + i3] = v73;
        }
    }
}
