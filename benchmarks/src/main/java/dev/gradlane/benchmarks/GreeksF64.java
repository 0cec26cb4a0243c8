package dev.gradlane.benchmarks;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F64;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.VectorOperators.*;

import jdk.incubator.vector.DoubleVector;

/// Price and five greeks of a call, on the Vector API:
/// 286 instructions transcribed from the frozen graph.
public final class GreeksF64 {
    private GreeksF64() {}

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
            var v5 = v4.sqrt();
            var v6 = v3.mul(v5);
            var v7 = v0.div(v1);
            var v9 = v7.compare(LT, 0x1.0p-1022);
            var v11 = v7.mul(0x1.0p54);
            var v12 = v7.blend(v11, v9);
            var v15 = DoubleVector.broadcast(F64, 0x0.0p0).blend(DoubleVector.broadcast(F64, 0x1.bp5), v9);
            var v16 = v12.viewAsIntegralLanes();
            var v18 = v16.sub(4604544271217802189L);
            var v20 = v18.lanewise(ASHR, 52L);
            var v21 = v20.lanewise(LSHL, 52L);
            var v22 = v16.sub(v21);
            var v23 = v22.viewAsFloatingLanes();
            var v25 = v20.add(4843621399236968448L);
            var v26 = v25.viewAsFloatingLanes();
            var v28 = v26.sub(0x1.8p52);
            var v29 = v28.sub(v15);
            var v31 = v23.sub(0x1.0p0);
            var v33 = v29.mul(0x1.62e42fefa38p-1);
            var v34 = v33.add(v31);
            var v35 = v34.sub(v33);
            var v36 = v31.sub(v35);
            var v38 = v29.fma(DoubleVector.broadcast(F64, 0x1.ef35793c7673p-45), v36);
            var v40 = v31.add(0x1.0p1);
            var v41 = v31.div(v40);
            var v42 = v41.mul(v41);
            var v44 = v31.mul(0x1.0p-1);
            var v45 = v44.mul(v31);
            var v48 = DoubleVector.broadcast(F64, 0x1.2f02bc1b2f46bp-3)
                    .fma(v42, DoubleVector.broadcast(F64, 0x1.39a2024d18ee6p-3));
            var v50 = v48.fma(v42, DoubleVector.broadcast(F64, 0x1.74663bf27dcf1p-3));
            var v52 = v50.fma(v42, DoubleVector.broadcast(F64, 0x1.c71c5218e11f5p-3));
            var v54 = v52.fma(v42, DoubleVector.broadcast(F64, 0x1.24924941dc60dp-2));
            var v56 = v54.fma(v42, DoubleVector.broadcast(F64, 0x1.999999997ff58p-2));
            var v58 = v56.fma(v42, DoubleVector.broadcast(F64, 0x1.5555555555592p-1));
            var v59 = v42.fma(v58, v45);
            var v60 = v38.sub(v45);
            var v61 = v41.fma(v59, v60);
            var v62 = v34.add(v61);
            var v64 = v7.compare(LT, Double.longBitsToDouble(9218868437227405312L));
            var v65 = v7.blend(v62, v64);
            var v66 = v7.compare(EQ, 0x0.0p0);
            var v69 = DoubleVector.broadcast(F64, Double.longBitsToDouble(9221120237041090560L))
                    .blend(DoubleVector.broadcast(F64, Double.longBitsToDouble(-4503599627370496L)), v66);
            var v70 = v7.compare(GT, 0x0.0p0);
            var v71 = v69.blend(v65, v70);
            var v72 = v2.mul(v4);
            var v73 = v71.add(v72);
            var v74 = v73.div(v6);
            var v75 = v6.mul(0x1.0p-1);
            var v76 = v74.add(v75);
            var v77 = v72.neg();
            var v79 = v77.compare(GT, 0x1.63p9);
            var v80 = v77.blend(DoubleVector.broadcast(F64, 0x1.63p9), v79);
            var v82 = v80.compare(LT, -0x1.75p9);
            var v83 = v80.blend(DoubleVector.broadcast(F64, -0x1.75p9), v82);
            var v86 = v83.fma(
                    DoubleVector.broadcast(F64, 0x1.71547652b82fep0),
                    DoubleVector.broadcast(F64, 0x1.80000000007fep52));
            var v87 = v86.viewAsIntegralLanes();
            var v89 = v87.lanewise(LSHR, 1L);
            var v90 = v86.sub(0x1.80000000007fep52);
            var v91 = v89.lanewise(LSHL, 52L);
            var v92 = v91.viewAsFloatingLanes();
            var v93 = v87.sub(v89);
            var v94 = v93.lanewise(LSHL, 52L);
            var v95 = v94.viewAsFloatingLanes();
            var v97 = v90.fma(DoubleVector.broadcast(F64, -0x1.62e42fefa39efp-1), v83);
            var v99 = v90.mul(-0x1.abc9e3b39803fp-56);
            var v100 = v97.add(v99);
            var v101 = v100.mul(v100);
            var v104 = DoubleVector.broadcast(F64, 0x1.ad904c232627dp-26)
                    .fma(v100, DoubleVector.broadcast(F64, 0x1.28ae252d63205p-22));
            var v106 = v104.fma(v100, DoubleVector.broadcast(F64, 0x1.71df1af29625ap-19));
            var v108 = v106.fma(v100, DoubleVector.broadcast(F64, 0x1.a01999392ab12p-16));
            var v110 = v108.fma(v100, DoubleVector.broadcast(F64, 0x1.a01a012edf549p-13));
            var v112 = v110.fma(v100, DoubleVector.broadcast(F64, 0x1.6c16c18482215p-10));
            var v114 = v112.fma(v100, DoubleVector.broadcast(F64, 0x1.1111111126ecbp-7));
            var v116 = v114.fma(v100, DoubleVector.broadcast(F64, 0x1.555555555069cp-5));
            var v118 = v116.fma(v100, DoubleVector.broadcast(F64, 0x1.55555555554fdp-3));
            var v120 = v118.fma(v100, DoubleVector.broadcast(F64, 0x1.000000000000ap-1));
            var v121 = v101.fma(v120, v99);
            var v122 = v121.add(v97);
            var v123 = v122.add(0x1.0p0);
            var v124 = v123.mul(v92);
            var v125 = v124.mul(v95);
            var v126 = v76.abs();
            var v128 = v126.min(0x1.4p5);
            var v129 = v128.mul(v128);
            var v130 = v129.neg();
            var v131 = v128.fma(v128, v130);
            var v133 = v129.mul(-0x1.0p-1);
            var v134 = v131.mul(-0x1.0p-1);
            var v136 = v133.fma(
                    DoubleVector.broadcast(F64, 0x1.71547652b82fep0),
                    DoubleVector.broadcast(F64, 0x1.8000000000657p52));
            var v137 = v136.sub(0x1.8000000000657p52);
            var v138 = v136.viewAsIntegralLanes();
            var v139 = v138.lanewise(LSHL, 52L);
            var v140 = v139.viewAsFloatingLanes();
            var v141 = v137.fma(DoubleVector.broadcast(F64, -0x1.62e42fefa39efp-1), v133);
            var v142 = v137.fma(DoubleVector.broadcast(F64, -0x1.abc9e3b39803fp-56), v134);
            var v143 = v141.add(v142);
            var v144 = v141.sub(v143);
            var v145 = v144.add(v142);
            var v148 = DoubleVector.broadcast(F64, 0x1.ae7760bc48122p-26)
                    .fma(v143, DoubleVector.broadcast(F64, 0x1.28a2891d5c2fdp-22));
            var v150 = v148.fma(v143, DoubleVector.broadcast(F64, 0x1.71de8112809cfp-19));
            var v152 = v150.fma(v143, DoubleVector.broadcast(F64, 0x1.a019a6a6f3a1bp-16));
            var v154 = v152.fma(v143, DoubleVector.broadcast(F64, 0x1.a01a0177f064dp-13));
            var v156 = v154.fma(v143, DoubleVector.broadcast(F64, 0x1.6c16c17f2d91ep-10));
            var v158 = v156.fma(v143, DoubleVector.broadcast(F64, 0x1.1111111118832p-7));
            var v160 = v158.fma(v143, DoubleVector.broadcast(F64, 0x1.555555555211p-5));
            var v162 = v160.fma(v143, DoubleVector.broadcast(F64, 0x1.555555555553bp-3));
            var v164 = v162.fma(v143, DoubleVector.broadcast(F64, 0x1.0000000000005p-1));
            var v165 = v143.mul(v143);
            var v166 = v165.fma(v164, v145);
            var v168 = v128.add(0x1.0p2);
            var v169 = v168.sub(0x1.0p2);
            var v170 = v128.sub(v169);
            var v172 = DoubleVector.broadcast(F64, 0x1.0p3).div(v168);
            var v173 = v172.neg();
            var v174 = v173.fma(v168, DoubleVector.broadcast(F64, 0x1.0p3));
            var v175 = v173.fma(v170, v174);
            var v176 = DoubleVector.broadcast(F64, 0x1.0p0).sub(v172);
            var v179 = DoubleVector.broadcast(F64, -0x1.479a8d26c12adp-33)
                    .fma(v176, DoubleVector.broadcast(F64, -0x1.443b8affa9efap-35));
            var v181 = v179.fma(v176, DoubleVector.broadcast(F64, 0x1.f80450524abf8p-30));
            var v183 = v181.fma(v176, DoubleVector.broadcast(F64, 0x1.11bf14afbebe6p-29));
            var v185 = v183.fma(v176, DoubleVector.broadcast(F64, -0x1.4c84cd4e8680bp-27));
            var v187 = v185.fma(v176, DoubleVector.broadcast(F64, -0x1.4fea752bb7854p-26));
            var v189 = v187.fma(v176, DoubleVector.broadcast(F64, 0x1.1bff3a9096f7p-25));
            var v191 = v189.fma(v176, DoubleVector.broadcast(F64, 0x1.1245fe33aea57p-23));
            var v193 = v191.fma(v176, DoubleVector.broadcast(F64, -0x1.4fd3d0a21c308p-24));
            var v195 = v193.fma(v176, DoubleVector.broadcast(F64, -0x1.8d486545741cp-21));
            var v197 = v195.fma(v176, DoubleVector.broadcast(F64, 0x1.7fefb1a8109f3p-24));
            var v199 = v197.fma(v176, DoubleVector.broadcast(F64, 0x1.26d0613bf061fp-18));
            var v201 = v199.fma(v176, DoubleVector.broadcast(F64, -0x1.0012ec2c936dcp-22));
            var v203 = v201.fma(v176, DoubleVector.broadcast(F64, -0x1.e4a421dc595fp-16));
            var v205 = v203.fma(v176, DoubleVector.broadcast(F64, 0x1.17a4a79d3309bp-16));
            var v207 = v205.fma(v176, DoubleVector.broadcast(F64, 0x1.ab825fb275933p-13));
            var v209 = v207.fma(v176, DoubleVector.broadcast(F64, -0x1.c81719ccc9p-12));
            var v211 = v209.fma(v176, DoubleVector.broadcast(F64, -0x1.ee2761044749dp-11));
            var v213 = v211.fma(v176, DoubleVector.broadcast(F64, 0x1.eec4cc3e4833p-8));
            var v215 = v213.fma(v176, DoubleVector.broadcast(F64, -0x1.7dff2bff68437p-6));
            var v217 = v215.fma(v176, DoubleVector.broadcast(F64, 0x1.8c6dbf2cfc2c4p-5));
            var v219 = v176.fma(v217, DoubleVector.broadcast(F64, -0x1.373e3a893c28ap-4));
            var v220 = DoubleVector.broadcast(F64, -0x1.373e3a893c28ap-4).sub(v219);
            var v221 = v176.fma(v217, v220);
            var v223 = v176.fma(v219, DoubleVector.broadcast(F64, 0x1.82b4bb8c94dcep-4));
            var v224 = DoubleVector.broadcast(F64, 0x1.82b4bb8c94dcep-4).sub(v223);
            var v225 = v176.fma(v219, v224);
            var v226 = v176.fma(v221, v225);
            var v227 = v223.mul(v172);
            var v228 = v227.neg();
            var v229 = v223.fma(v172, v228);
            var v230 = v226.fma(v172, v229);
            var v232 = v172.fma(DoubleVector.broadcast(F64, 0x1.0p-3), DoubleVector.broadcast(F64, 0x1.0p-3));
            var v233 = v227.mul(v175);
            var v234 = v233.fma(v232, v230);
            var v235 = v143.add(0x1.0p0);
            var v236 = v235.sub(0x1.0p0);
            var v237 = v143.sub(v236);
            var v238 = v237.add(v166);
            var v239 = v234.mul(v235);
            var v240 = v227.fma(v238, v239);
            var v241 = v227.fma(v235, v240);
            var v242 = v241.mul(v140);
            var v244 = v242.mul(0x1.0p-600);
            var v245 = v76.compare(GT, 0x0.0p0);
            var v246 = DoubleVector.broadcast(F64, 0x1.0p0).sub(v244);
            var v247 = v244.blend(v246, v245);
            var v248 = v0.mul(v247);
            var v249 = v1.mul(v125);
            var v250 = v76.sub(v6);
            var v251 = v250.abs();
            var v252 = v251.min(0x1.4p5);
            var v253 = v252.mul(v252);
            var v254 = v253.neg();
            var v255 = v252.fma(v252, v254);
            var v256 = v253.mul(-0x1.0p-1);
            var v257 = v255.mul(-0x1.0p-1);
            var v258 = v256.fma(
                    DoubleVector.broadcast(F64, 0x1.71547652b82fep0),
                    DoubleVector.broadcast(F64, 0x1.8000000000657p52));
            var v259 = v258.sub(0x1.8000000000657p52);
            var v260 = v258.viewAsIntegralLanes();
            var v261 = v260.lanewise(LSHL, 52L);
            var v262 = v261.viewAsFloatingLanes();
            var v263 = v259.fma(DoubleVector.broadcast(F64, -0x1.62e42fefa39efp-1), v256);
            var v264 = v259.fma(DoubleVector.broadcast(F64, -0x1.abc9e3b39803fp-56), v257);
            var v265 = v263.add(v264);
            var v266 = v263.sub(v265);
            var v267 = v266.add(v264);
            var v268 = DoubleVector.broadcast(F64, 0x1.ae7760bc48122p-26)
                    .fma(v265, DoubleVector.broadcast(F64, 0x1.28a2891d5c2fdp-22));
            var v269 = v268.fma(v265, DoubleVector.broadcast(F64, 0x1.71de8112809cfp-19));
            var v270 = v269.fma(v265, DoubleVector.broadcast(F64, 0x1.a019a6a6f3a1bp-16));
            var v271 = v270.fma(v265, DoubleVector.broadcast(F64, 0x1.a01a0177f064dp-13));
            var v272 = v271.fma(v265, DoubleVector.broadcast(F64, 0x1.6c16c17f2d91ep-10));
            var v273 = v272.fma(v265, DoubleVector.broadcast(F64, 0x1.1111111118832p-7));
            var v274 = v273.fma(v265, DoubleVector.broadcast(F64, 0x1.555555555211p-5));
            var v275 = v274.fma(v265, DoubleVector.broadcast(F64, 0x1.555555555553bp-3));
            var v276 = v275.fma(v265, DoubleVector.broadcast(F64, 0x1.0000000000005p-1));
            var v277 = v265.mul(v265);
            var v278 = v277.fma(v276, v267);
            var v279 = v252.add(0x1.0p2);
            var v280 = v279.sub(0x1.0p2);
            var v281 = v252.sub(v280);
            var v282 = DoubleVector.broadcast(F64, 0x1.0p3).div(v279);
            var v283 = v282.neg();
            var v284 = v283.fma(v279, DoubleVector.broadcast(F64, 0x1.0p3));
            var v285 = v283.fma(v281, v284);
            var v286 = DoubleVector.broadcast(F64, 0x1.0p0).sub(v282);
            var v287 = DoubleVector.broadcast(F64, -0x1.479a8d26c12adp-33)
                    .fma(v286, DoubleVector.broadcast(F64, -0x1.443b8affa9efap-35));
            var v288 = v287.fma(v286, DoubleVector.broadcast(F64, 0x1.f80450524abf8p-30));
            var v289 = v288.fma(v286, DoubleVector.broadcast(F64, 0x1.11bf14afbebe6p-29));
            var v290 = v289.fma(v286, DoubleVector.broadcast(F64, -0x1.4c84cd4e8680bp-27));
            var v291 = v290.fma(v286, DoubleVector.broadcast(F64, -0x1.4fea752bb7854p-26));
            var v292 = v291.fma(v286, DoubleVector.broadcast(F64, 0x1.1bff3a9096f7p-25));
            var v293 = v292.fma(v286, DoubleVector.broadcast(F64, 0x1.1245fe33aea57p-23));
            var v294 = v293.fma(v286, DoubleVector.broadcast(F64, -0x1.4fd3d0a21c308p-24));
            var v295 = v294.fma(v286, DoubleVector.broadcast(F64, -0x1.8d486545741cp-21));
            var v296 = v295.fma(v286, DoubleVector.broadcast(F64, 0x1.7fefb1a8109f3p-24));
            var v297 = v296.fma(v286, DoubleVector.broadcast(F64, 0x1.26d0613bf061fp-18));
            var v298 = v297.fma(v286, DoubleVector.broadcast(F64, -0x1.0012ec2c936dcp-22));
            var v299 = v298.fma(v286, DoubleVector.broadcast(F64, -0x1.e4a421dc595fp-16));
            var v300 = v299.fma(v286, DoubleVector.broadcast(F64, 0x1.17a4a79d3309bp-16));
            var v301 = v300.fma(v286, DoubleVector.broadcast(F64, 0x1.ab825fb275933p-13));
            var v302 = v301.fma(v286, DoubleVector.broadcast(F64, -0x1.c81719ccc9p-12));
            var v303 = v302.fma(v286, DoubleVector.broadcast(F64, -0x1.ee2761044749dp-11));
            var v304 = v303.fma(v286, DoubleVector.broadcast(F64, 0x1.eec4cc3e4833p-8));
            var v305 = v304.fma(v286, DoubleVector.broadcast(F64, -0x1.7dff2bff68437p-6));
            var v306 = v305.fma(v286, DoubleVector.broadcast(F64, 0x1.8c6dbf2cfc2c4p-5));
            var v307 = v286.fma(v306, DoubleVector.broadcast(F64, -0x1.373e3a893c28ap-4));
            var v308 = DoubleVector.broadcast(F64, -0x1.373e3a893c28ap-4).sub(v307);
            var v309 = v286.fma(v306, v308);
            var v310 = v286.fma(v307, DoubleVector.broadcast(F64, 0x1.82b4bb8c94dcep-4));
            var v311 = DoubleVector.broadcast(F64, 0x1.82b4bb8c94dcep-4).sub(v310);
            var v312 = v286.fma(v307, v311);
            var v313 = v286.fma(v309, v312);
            var v314 = v310.mul(v282);
            var v315 = v314.neg();
            var v316 = v310.fma(v282, v315);
            var v317 = v313.fma(v282, v316);
            var v318 = v282.fma(DoubleVector.broadcast(F64, 0x1.0p-3), DoubleVector.broadcast(F64, 0x1.0p-3));
            var v319 = v314.mul(v285);
            var v320 = v319.fma(v318, v317);
            var v321 = v265.add(0x1.0p0);
            var v322 = v321.sub(0x1.0p0);
            var v323 = v265.sub(v322);
            var v324 = v323.add(v278);
            var v325 = v320.mul(v321);
            var v326 = v314.fma(v324, v325);
            var v327 = v314.fma(v321, v326);
            var v328 = v327.mul(v262);
            var v329 = v328.mul(0x1.0p-600);
            var v330 = v250.compare(GT, 0x0.0p0);
            var v331 = DoubleVector.broadcast(F64, 0x1.0p0).sub(v329);
            var v332 = v329.blend(v331, v330);
            var v333 = v249.mul(v332);
            var v334 = v248.sub(v333);
            var v336 = v324.mul(0x1.9884533d43651p-2);
            var v338 = v321.fma(DoubleVector.broadcast(F64, -0x1.cbc0d30ebfd15p-56), v336);
            var v339 = v321.fma(DoubleVector.broadcast(F64, 0x1.9884533d43651p-2), v338);
            var v340 = v339.mul(v262);
            var v341 = v340.mul(0x1.0p-600);
            var v342 = v249.mul(v341);
            var v343 = v332.mul(v1);
            var v344 = v332.mul(v125);
            var v345 = v344.neg();
            var v346 = v238.mul(0x1.9884533d43651p-2);
            var v347 = v235.fma(DoubleVector.broadcast(F64, -0x1.cbc0d30ebfd15p-56), v346);
            var v348 = v235.fma(DoubleVector.broadcast(F64, 0x1.9884533d43651p-2), v347);
            var v349 = v348.mul(v140);
            var v350 = v349.mul(0x1.0p-600);
            var v351 = v0.mul(v350);
            var v352 = v351.sub(v342);
            var v353 = v343.mul(v125);
            var v354 = v352.mul(0x1.0p-1);
            var v355 = v342.add(v354);
            var v356 = v352.div(v6);
            var v357 = v356.mul(v74);
            var v358 = v355.sub(v357);
            var v359 = v353.add(v356);
            var v360 = v359.mul(v2);
            var v361 = v359.mul(v4);
            var v362 = DoubleVector.broadcast(F64, 0x1.0p0).div(v7);
            var v363 = v356.mul(v362);
            var v364 = v363.div(v1);
            var v365 = v364.mul(v7);
            var v366 = v345.sub(v365);
            var v367 = v247.add(v364);
            var v368 = v358.mul(v3);
            var v369 = v358.mul(v5);
            var v370 = v368.mul(0x1.0p-1);
            var v371 = v370.div(v5);
            var v372 = v360.add(v371);
            v334.intoMemorySegment(ALL, out0 + i, ORDER);
            v367.intoMemorySegment(ALL, out1 + i, ORDER);
            v366.intoMemorySegment(ALL, out2 + i, ORDER);
            v361.intoMemorySegment(ALL, out3 + i, ORDER);
            v369.intoMemorySegment(ALL, out4 + i, ORDER);
            v372.intoMemorySegment(ALL, out5 + i, ORDER);
        }
    }
}
