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
void k0(idx n0, __global const float *restrict b0, __global const float *restrict b1, __global const float *restrict b2, __global const float *restrict b3, __global const float *restrict b4, __global float *restrict b5, __global float *restrict b10, __global float *restrict b7, __global float *restrict b9, __global float *restrict b6, __global float *restrict b8) {
    idx cell = (idx)get_global_id(0);
    if (cell < n0) {
        idx i0 = cell;
        float v0 = b0[i0];
        float v1 = b1[i0];
        float v2 = b2[0];
        float v3 = b3[0];
        float v4 = b4[0];
        float v5 = v2 * v0;
        float v6 = v3 * v1;
        float v7 = v5 + v6;
        float v8 = v7 + v4;
        float v9 = fabs(v8);
        float v10 = -v9;
        float v11 = as_float(0xc2dc0000u);
        float v12 = max_f32(v10, v11);
        float v13 = as_float(0x4b4000bfu);
        float v14 = as_float(0x3fb8aa3bu);
        float v15 = fma(v12, v14, v13);
        float v16 = v15 - v13;
        int v17 = as_int(v15);
        int v18 = as_int(0x00000017u);
        int v19 = (int)((uint)v17 << (v18 & 31));
        float v20 = as_float(v19);
        float v21 = as_float(0x3102e308u);
        float v22 = as_float(0xbf317218u);
        float v23 = fma(v16, v22, v12);
        float v24 = fma(v16, v21, v23);
        float v25 = v23 - v24;
        float v26 = fma(v16, v21, v25);
        float v27 = as_float(0x3ab5b99au);
        float v28 = as_float(0x3c0913c7u);
        float v29 = fma(v27, v24, v28);
        float v30 = as_float(0x3d2aab8bu);
        float v31 = fma(v29, v24, v30);
        float v32 = as_float(0x3e2aaa58u);
        float v33 = fma(v31, v24, v32);
        float v34 = as_float(0x3effffffu);
        float v35 = fma(v33, v24, v34);
        float v36 = v24 * v24;
        float v37 = fma(v36, v35, v26);
        float v38 = as_float(0x3f800000u);
        float v39 = as_float(0x1f800000u);
        float v40 = v20 * v39;
        float v41 = v24 + v38;
        float v42 = v41 - v38;
        float v43 = v24 - v42;
        float v44 = v43 + v37;
        float v45 = v41 + v44;
        float v46 = v45 * v40;
        float v47 = v46 + v38;
        float v48 = v38 - v47;
        float v49 = fma(v41, v40, v48);
        float v50 = fma(v44, v40, v49);
        float v51 = v38 / v47;
        float v52 = -v51;
        float v53 = fma(v52, v47, v38);
        float v54 = fma(v52, v50, v53);
        float v55 = v51 * v54;
        float v56 = v44 * v51;
        float v57 = fma(v41, v55, v56);
        float v58 = fma(v41, v51, v57);
        float v59 = as_float(0x00000000u);
        bool v60 = v8 < v59;
        float v61 = v58 * v20;
        float v62 = v61 * v39;
        float v63 = v51 + v55;
        float v64 = v60 ? v62 : v63;
        float v65 = -v8;
        bool v66 = v65 < v59;
        float v67 = v66 ? v62 : v63;
        float v68 = v64 * v67;
        float v69 = v68 * v3;
        float v70 = v68 * v1;
        float v71 = v68 * v2;
        float v72 = v68 * v0;
        b5[i0] = v64;
        b10[i0] = v68;
        b7[i0] = v69;
        b9[i0] = v70;
        b6[i0] = v71;
        b8[i0] = v72;
    }
}
