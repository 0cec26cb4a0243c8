package dev.gradlane.benchmarks;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.VectorOperators.*;

import jdk.incubator.vector.FloatVector;

/// Price and five greeks of a call, on the Vector API:
/// 239 instructions transcribed from the frozen graph.
public final class GreeksF32 {
    private GreeksF32() {}

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
            var v5 = v4.sqrt();
            var v6 = v3.mul(v5);
            var v7 = v0.div(v1);
            var v9 = v7.compare(LT, 0x1.0p-126f);
            var v11 = v7.mul(0x1.0p24f);
            var v12 = v7.blend(v11, v9);
            var v15 = FloatVector.broadcast(F32, 0x0.0p0f).blend(FloatVector.broadcast(F32, 0x1.8p4f), v9);
            var v16 = v12.viewAsIntegralLanes();
            var v18 = v16.sub(1060439283);
            var v20 = v18.lanewise(ASHR, 23);
            var v21 = v20.lanewise(LSHL, 23);
            var v22 = v16.sub(v21);
            var v23 = v22.viewAsFloatingLanes();
            var v24 = (FloatVector) v20.convert(I2F, 0);
            var v25 = v24.sub(v15);
            var v27 = v23.sub(0x1.0p0f);
            var v29 = v25.mul(0x1.62e4p-1f);
            var v30 = v29.add(v27);
            var v31 = v30.sub(v29);
            var v32 = v27.sub(v31);
            var v34 = v25.fma(FloatVector.broadcast(F32, 0x1.7f7d1cp-20f), v32);
            var v35 = v27.mul(v27);
            var v38 = FloatVector.broadcast(F32, -0x1.2a6f8p-4f).fma(v27, FloatVector.broadcast(F32, 0x1.015976p-3f));
            var v40 = v38.fma(v27, FloatVector.broadcast(F32, -0x1.0e96ccp-3f));
            var v42 = v40.fma(v27, FloatVector.broadcast(F32, 0x1.239ce2p-3f));
            var v44 = v42.fma(v27, FloatVector.broadcast(F32, -0x1.5466fep-3f));
            var v46 = v44.fma(v27, FloatVector.broadcast(F32, 0x1.99944ep-3f));
            var v48 = v46.fma(v27, FloatVector.broadcast(F32, -0x1.000234p-2f));
            var v50 = v48.fma(v27, FloatVector.broadcast(F32, 0x1.55557p-2f));
            var v52 = v50.fma(v27, FloatVector.broadcast(F32, -0x1.0p-1f));
            var v53 = v35.fma(v52, v34);
            var v54 = v30.add(v53);
            var v56 = v7.compare(LT, Float.intBitsToFloat(2139095040));
            var v57 = v7.blend(v54, v56);
            var v58 = v7.compare(EQ, 0x0.0p0f);
            var v61 = FloatVector.broadcast(F32, Float.intBitsToFloat(2143289344))
                    .blend(FloatVector.broadcast(F32, Float.intBitsToFloat(-8388608)), v58);
            var v62 = v7.compare(GT, 0x0.0p0f);
            var v63 = v61.blend(v57, v62);
            var v64 = v2.mul(v4);
            var v65 = v63.add(v64);
            var v66 = v65.div(v6);
            var v68 = v6.mul(0x1.0p-1f);
            var v69 = v66.add(v68);
            var v70 = v64.neg();
            var v72 = v70.compare(GT, 0x1.64p6f);
            var v73 = v70.blend(FloatVector.broadcast(F32, 0x1.64p6f), v72);
            var v75 = v73.compare(LT, -0x1.a4p6f);
            var v76 = v73.blend(FloatVector.broadcast(F32, -0x1.a4p6f), v75);
            var v79 = v76.fma(FloatVector.broadcast(F32, 0x1.715476p0f), FloatVector.broadcast(F32, 0x1.8001fcp23f));
            var v80 = v79.viewAsIntegralLanes();
            var v82 = v80.lanewise(LSHR, 1);
            var v83 = v79.sub(0x1.8001fcp23f);
            var v84 = v82.lanewise(LSHL, 23);
            var v85 = v84.viewAsFloatingLanes();
            var v86 = v80.sub(v82);
            var v87 = v86.lanewise(LSHL, 23);
            var v88 = v87.viewAsFloatingLanes();
            var v90 = v83.fma(FloatVector.broadcast(F32, -0x1.62e43p-1f), v76);
            var v92 = v83.mul(0x1.05c61p-29f);
            var v93 = v90.add(v92);
            var v94 = v93.mul(v93);
            var v97 = FloatVector.broadcast(F32, 0x1.6a624cp-10f).fma(v93, FloatVector.broadcast(F32, 0x1.123abcp-7f));
            var v99 = v97.fma(v93, FloatVector.broadcast(F32, 0x1.55589ep-5f));
            var v101 = v99.fma(v93, FloatVector.broadcast(F32, 0x1.55549p-3f));
            var v103 = v101.fma(v93, FloatVector.broadcast(F32, 0x1.fffffcp-2f));
            var v104 = v94.fma(v103, v92);
            var v105 = v104.add(v90);
            var v106 = v105.add(0x1.0p0f);
            var v107 = v106.mul(v85);
            var v108 = v107.mul(v88);
            var v109 = v69.abs();
            var v111 = v109.min(0x1.ep3f);
            var v112 = v111.mul(v111);
            var v113 = v112.neg();
            var v114 = v111.fma(v111, v113);
            var v115 = v112.mul(-0x1.0p-1f);
            var v116 = v114.mul(-0x1.0p-1f);
            var v118 = v115.fma(FloatVector.broadcast(F32, 0x1.715476p0f), FloatVector.broadcast(F32, 0x1.80017ep23f));
            var v119 = v118.sub(0x1.80017ep23f);
            var v120 = v118.viewAsIntegralLanes();
            var v121 = v120.lanewise(LSHL, 23);
            var v122 = v121.viewAsFloatingLanes();
            var v123 = v119.fma(FloatVector.broadcast(F32, -0x1.62e43p-1f), v115);
            var v124 = v119.fma(FloatVector.broadcast(F32, 0x1.05c61p-29f), v116);
            var v125 = v123.add(v124);
            var v126 = v123.sub(v125);
            var v127 = v126.add(v124);
            var v130 =
                    FloatVector.broadcast(F32, 0x1.6b7334p-10f).fma(v125, FloatVector.broadcast(F32, 0x1.12278ep-7f));
            var v132 = v130.fma(v125, FloatVector.broadcast(F32, 0x1.555716p-5f));
            var v134 = v132.fma(v125, FloatVector.broadcast(F32, 0x1.5554bp-3f));
            var v136 = v134.fma(v125, FloatVector.broadcast(F32, 0x1.fffffep-2f));
            var v137 = v125.mul(v125);
            var v138 = v137.fma(v136, v127);
            var v140 = v111.add(0x1.0p2f);
            var v141 = v140.sub(0x1.0p2f);
            var v142 = v111.sub(v141);
            var v144 = FloatVector.broadcast(F32, 0x1.0p3f).div(v140);
            var v145 = v144.neg();
            var v146 = v145.fma(v140, FloatVector.broadcast(F32, 0x1.0p3f));
            var v147 = v145.fma(v142, v146);
            var v148 = FloatVector.broadcast(F32, 0x1.0p0f).sub(v144);
            var v151 =
                    FloatVector.broadcast(F32, -0x1.0743ep-16f).fma(v148, FloatVector.broadcast(F32, 0x1.91808cp-16f));
            var v153 = v151.fma(v148, FloatVector.broadcast(F32, 0x1.9bb068p-13f));
            var v155 = v153.fma(v148, FloatVector.broadcast(F32, -0x1.cd973p-12f));
            var v157 = v155.fma(v148, FloatVector.broadcast(F32, -0x1.ed553ep-11f));
            var v159 = v157.fma(v148, FloatVector.broadcast(F32, 0x1.eed91ap-8f));
            var v161 = v159.fma(v148, FloatVector.broadcast(F32, -0x1.7dffaep-6f));
            var v163 = v161.fma(v148, FloatVector.broadcast(F32, 0x1.8c6d8cp-5f));
            var v165 = v148.fma(v163, FloatVector.broadcast(F32, -0x1.373e3ap-4f));
            var v166 = FloatVector.broadcast(F32, -0x1.373e3ap-4f).sub(v165);
            var v167 = v148.fma(v163, v166);
            var v169 = v148.fma(v165, FloatVector.broadcast(F32, 0x1.82b4bcp-4f));
            var v170 = FloatVector.broadcast(F32, 0x1.82b4bcp-4f).sub(v169);
            var v171 = v148.fma(v165, v170);
            var v172 = v148.fma(v167, v171);
            var v173 = v169.mul(v144);
            var v174 = v173.neg();
            var v175 = v169.fma(v144, v174);
            var v176 = v172.fma(v144, v175);
            var v179 = v144.fma(FloatVector.broadcast(F32, 0x1.e66666p-4f), FloatVector.broadcast(F32, 0x1.0p-3f));
            var v180 = v173.mul(v147);
            var v181 = v180.fma(v179, v176);
            var v182 = v125.add(0x1.0p0f);
            var v183 = v182.sub(0x1.0p0f);
            var v184 = v125.sub(v183);
            var v185 = v184.add(v138);
            var v186 = v181.mul(v182);
            var v187 = v173.fma(v185, v186);
            var v188 = v173.fma(v182, v187);
            var v189 = v188.mul(v122);
            var v191 = v189.mul(0x1.0p-64f);
            var v192 = v69.compare(GT, 0x0.0p0f);
            var v193 = FloatVector.broadcast(F32, 0x1.0p0f).sub(v191);
            var v194 = v191.blend(v193, v192);
            var v195 = v0.mul(v194);
            var v196 = v1.mul(v108);
            var v197 = v69.sub(v6);
            var v198 = v197.abs();
            var v199 = v198.min(0x1.ep3f);
            var v200 = v199.mul(v199);
            var v201 = v200.neg();
            var v202 = v199.fma(v199, v201);
            var v203 = v200.mul(-0x1.0p-1f);
            var v204 = v202.mul(-0x1.0p-1f);
            var v205 = v203.fma(FloatVector.broadcast(F32, 0x1.715476p0f), FloatVector.broadcast(F32, 0x1.80017ep23f));
            var v206 = v205.sub(0x1.80017ep23f);
            var v207 = v205.viewAsIntegralLanes();
            var v208 = v207.lanewise(LSHL, 23);
            var v209 = v208.viewAsFloatingLanes();
            var v210 = v206.fma(FloatVector.broadcast(F32, -0x1.62e43p-1f), v203);
            var v211 = v206.fma(FloatVector.broadcast(F32, 0x1.05c61p-29f), v204);
            var v212 = v210.add(v211);
            var v213 = v210.sub(v212);
            var v214 = v213.add(v211);
            var v215 =
                    FloatVector.broadcast(F32, 0x1.6b7334p-10f).fma(v212, FloatVector.broadcast(F32, 0x1.12278ep-7f));
            var v216 = v215.fma(v212, FloatVector.broadcast(F32, 0x1.555716p-5f));
            var v217 = v216.fma(v212, FloatVector.broadcast(F32, 0x1.5554bp-3f));
            var v218 = v217.fma(v212, FloatVector.broadcast(F32, 0x1.fffffep-2f));
            var v219 = v212.mul(v212);
            var v220 = v219.fma(v218, v214);
            var v221 = v199.add(0x1.0p2f);
            var v222 = v221.sub(0x1.0p2f);
            var v223 = v199.sub(v222);
            var v224 = FloatVector.broadcast(F32, 0x1.0p3f).div(v221);
            var v225 = v224.neg();
            var v226 = v225.fma(v221, FloatVector.broadcast(F32, 0x1.0p3f));
            var v227 = v225.fma(v223, v226);
            var v228 = FloatVector.broadcast(F32, 0x1.0p0f).sub(v224);
            var v229 =
                    FloatVector.broadcast(F32, -0x1.0743ep-16f).fma(v228, FloatVector.broadcast(F32, 0x1.91808cp-16f));
            var v230 = v229.fma(v228, FloatVector.broadcast(F32, 0x1.9bb068p-13f));
            var v231 = v230.fma(v228, FloatVector.broadcast(F32, -0x1.cd973p-12f));
            var v232 = v231.fma(v228, FloatVector.broadcast(F32, -0x1.ed553ep-11f));
            var v233 = v232.fma(v228, FloatVector.broadcast(F32, 0x1.eed91ap-8f));
            var v234 = v233.fma(v228, FloatVector.broadcast(F32, -0x1.7dffaep-6f));
            var v235 = v234.fma(v228, FloatVector.broadcast(F32, 0x1.8c6d8cp-5f));
            var v236 = v228.fma(v235, FloatVector.broadcast(F32, -0x1.373e3ap-4f));
            var v237 = FloatVector.broadcast(F32, -0x1.373e3ap-4f).sub(v236);
            var v238 = v228.fma(v235, v237);
            var v239 = v228.fma(v236, FloatVector.broadcast(F32, 0x1.82b4bcp-4f));
            var v240 = FloatVector.broadcast(F32, 0x1.82b4bcp-4f).sub(v239);
            var v241 = v228.fma(v236, v240);
            var v242 = v228.fma(v238, v241);
            var v243 = v239.mul(v224);
            var v244 = v243.neg();
            var v245 = v239.fma(v224, v244);
            var v246 = v242.fma(v224, v245);
            var v247 = v224.fma(FloatVector.broadcast(F32, 0x1.e66666p-4f), FloatVector.broadcast(F32, 0x1.0p-3f));
            var v248 = v243.mul(v227);
            var v249 = v248.fma(v247, v246);
            var v250 = v212.add(0x1.0p0f);
            var v251 = v250.sub(0x1.0p0f);
            var v252 = v212.sub(v251);
            var v253 = v252.add(v220);
            var v254 = v249.mul(v250);
            var v255 = v243.fma(v253, v254);
            var v256 = v243.fma(v250, v255);
            var v257 = v256.mul(v209);
            var v258 = v257.mul(0x1.0p-64f);
            var v259 = v197.compare(GT, 0x0.0p0f);
            var v260 = FloatVector.broadcast(F32, 0x1.0p0f).sub(v258);
            var v261 = v258.blend(v260, v259);
            var v262 = v196.mul(v261);
            var v263 = v195.sub(v262);
            var v265 = v253.mul(0x1.988454p-2f);
            var v267 = v250.fma(FloatVector.broadcast(F32, -0x1.857936p-27f), v265);
            var v268 = v250.fma(FloatVector.broadcast(F32, 0x1.988454p-2f), v267);
            var v269 = v268.mul(v209);
            var v270 = v269.mul(0x1.0p-64f);
            var v271 = v196.mul(v270);
            var v272 = v261.mul(v1);
            var v273 = v261.mul(v108);
            var v274 = v273.neg();
            var v275 = v185.mul(0x1.988454p-2f);
            var v276 = v182.fma(FloatVector.broadcast(F32, -0x1.857936p-27f), v275);
            var v277 = v182.fma(FloatVector.broadcast(F32, 0x1.988454p-2f), v276);
            var v278 = v277.mul(v122);
            var v279 = v278.mul(0x1.0p-64f);
            var v280 = v0.mul(v279);
            var v281 = v280.sub(v271);
            var v282 = v272.mul(v108);
            var v283 = v281.mul(0x1.0p-1f);
            var v284 = v271.add(v283);
            var v285 = v281.div(v6);
            var v286 = v285.mul(v66);
            var v287 = v284.sub(v286);
            var v288 = v282.add(v285);
            var v289 = v288.mul(v2);
            var v290 = v288.mul(v4);
            var v291 = FloatVector.broadcast(F32, 0x1.0p0f).div(v7);
            var v292 = v285.mul(v291);
            var v293 = v292.div(v1);
            var v294 = v293.mul(v7);
            var v295 = v274.sub(v294);
            var v296 = v194.add(v293);
            var v297 = v287.mul(v3);
            var v298 = v287.mul(v5);
            var v299 = v297.mul(0x1.0p-1f);
            var v300 = v299.div(v5);
            var v301 = v289.add(v300);
            v263.intoMemorySegment(ALL, out0 + i, ORDER);
            v296.intoMemorySegment(ALL, out1 + i, ORDER);
            v295.intoMemorySegment(ALL, out2 + i, ORDER);
            v290.intoMemorySegment(ALL, out3 + i, ORDER);
            v298.intoMemorySegment(ALL, out4 + i, ORDER);
            v301.intoMemorySegment(ALL, out5 + i, ORDER);
        }
    }
}
