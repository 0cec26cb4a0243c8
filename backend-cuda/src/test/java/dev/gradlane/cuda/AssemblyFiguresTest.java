package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import dev.gradlane.cuda.Assembler.Target;
import dev.gradlane.kernel.Lowering;
import dev.gradlane.kernel.LoweringOptions;
import dev.gradlane.text.GraphText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the constants of the contract cost in registers on GPUs: prototypes, assembled by ptxas. The table goes to
/// `target/assembly-figures.md`; docs/numerics.md quotes it.
class AssemblyFiguresTest {
    /// @param threads of a block
    private record Figure(String what, Target target, AssemblyReport.Entry entry, int threads) {
        /// Warps that one multiprocessor holds, of 64: registers go to warps in units of 256, 65 536 there are;
        /// shared memory is 96, 164 or 228 KiB, of which 1 KiB per block is the system's since Ampere.
        int warps() {
            int perWarp = Math.ceilDiv(entry.registers() * 32, 256) * 256;
            int warpsOfBlock = Math.ceilDiv(threads, 32);
            int byRegisters = 65_536 / perWarp / warpsOfBlock;
            int memory = switch (target) {
                case SM_70 -> 96 << 10;
                case SM_80 -> 164 << 10;
                case SM_90 -> 228 << 10;
            };
            int used = entry.sharedBytes() + (target == Target.SM_70 ? 0 : 1 << 10);
            int byMemory = used == 0 ? 32 : memory / used;
            return Math.min(Math.min(byRegisters, byMemory), Math.min(32, 64 / warpsOfBlock)) * warpsOfBlock;
        }

        String row() {
            return "| %s | %s | %d | %d | %d | %d of 64 |"
                    .formatted(
                            what,
                            target.name().toLowerCase(java.util.Locale.ROOT),
                            entry.registers(),
                            entry.spillStoreBytes() + entry.spillLoadBytes(),
                            entry.sharedBytes(),
                            warps());
        }
    }

    @BeforeEach
    void loads() {
        if (Assembler.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
            Assumptions.abort(reason + "; " + remedy);
        }
    }

    @Test
    void noConstantOfTheContractCostsASpill() throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (Target target : Target.values()) {
            for (int lanes : List.of(64, 128, 256)) {
                figures.add(figure("row sum, " + lanes + " lanes", target, rowSum(lanes), 128));
            }
            figures.add(figure("product 128×128, one chain", target, product(8, 0), 256));
            for (int block : List.of(256, 512, 1024)) {
                figures.add(figure("product 128×128, blocks of " + block, target, product(8, block), 256));
            }
            figures.add(figure("product 64×64, one chain", target, product(4, 0), 256));
            figures.add(figure("product 64×64, blocks of 256", target, product(4, 256), 256));
        }
        for (Target target : Target.values()) {
            EMITTED.forEach((what, text) -> figures.add(emitted(what, target, text)));
        }
        List<String> lines = new ArrayList<>(List.of(
                "| kernel | processor | registers | bytes spilled | shared bytes | resident warps |",
                "|---|---|---|---|---|---|"));
        figures.forEach(f -> lines.add(f.row()));
        Files.write(Path.of("target", "assembly-figures.md"), lines);
        for (Figure f : figures) {
            assertEquals(0, f.entry().spillStoreBytes() + f.entry().spillLoadBytes(), f::toString);
            assertTrue(!f.what().startsWith("row") || f.warps() == 64, f::toString);
        }
    }

    /// Kernels of the compiler itself.
    private static final Map<String, String> EMITTED = new TreeMap<>(Map.of(
            "emitted: row sums of f32[M,N]",
            """
            graph rows {
              %0:f32[M,N] = input x
              %1:f32[M] = reduce sum axes=[1] order=lanes %0
              return y = %1
            }
            """,
            "emitted: f32[M,K]·f32[K,N] in tiles",
            """
            graph product {
              %0:f32[M,K] = input a
              %1:f32[K,N] = input b
              %2:f32[M,N] = dot aBatch=[] bBatch=[] aContract=[1] bContract=[0] order=chain %0 %1
              return c = %2
            }
            """,
            "emitted: f64[M,K]·f64[K,N] in tiles",
            """
            graph product {
              %0:f64[M,K] = input a
              %1:f64[K,N] = input b
              %2:f64[M,N] = dot aBatch=[] bBatch=[] aContract=[1] bContract=[0] order=chain %0 %1
              return c = %2
            }
            """));

    private static Figure emitted(String what, Target target, String graph) {
        PtxKernel kernel = PtxEmitter.emit(
                Lowering.of(GraphText.parse(graph), LoweringOptions.DEFAULT)
                        .kernels()
                        .getFirst(),
                false);
        AssemblyReport report = Assembler.assemble(kernel.text(), target).report();
        return new Figure(what, target, report.entry(kernel.name()), kernel.blockSize());
    }

    private static Figure figure(String what, Target target, String ptx, int threads) {
        return new Figure(what, target, Assembler.assemble(ptx, target).report().entry("k"), threads);
    }

    /// A warp per row of n elements: each thread holds lanes t, t+32, …
    private static String rowSum(int lanes) {
        int held = lanes / 32;
        StringBuilder t = new StringBuilder("""
                .version 8.0
                .target sm_70
                .address_size 64
                .visible .entry k(.param .u64 x, .param .u64 y, .param .u32 n)
                .maxntid 128, 1, 1
                {
                  .reg .pred %p; .reg .b32 %r<8>; .reg .b64 %rd<4>; .reg .f32 %a<9>, %x<9>;
                  mov.u32 %r0, %tid.x;
                  mov.u32 %r1, %ctaid.x;
                  and.b32 %r2, %r0, 31;
                  shr.u32 %r3, %r0, 5;
                  mad.lo.u32 %r3, %r1, 4, %r3;
                  ld.param.u32 %r4, [n];
                  mad.lo.u32 %r5, %r3, %r4, %r2;
                  ld.param.u64 %rd0, [x];
                  mul.wide.u32 %rd1, %r5, 4;
                  add.s64 %rd0, %rd0, %rd1;
                """);
        for (int i = 0; i < held; i++) {
            t.append("  mov.f32 %a").append(i).append(", 0f80000000;\n");
        }
        t.append("LOOP:\n");
        for (int i = 0; i < held; i++) {
            t.append("  ld.global.nc.f32 %%x%d, [%%rd0+%d];\n".formatted(i, 128 * i));
        }
        for (int i = 0; i < held; i++) {
            t.append("  add.rn.f32 %%a%d, %%a%d, %%x%d;\n".formatted(i, i, i));
        }
        t.append("  add.s64 %%rd0, %%rd0, %d;\n  sub.s32 %%r4, %%r4, %d;\n".formatted(4 * lanes, lanes));
        t.append("  setp.gt.s32 %p, %r4, 0;\n  @%p bra LOOP;\n");
        for (int h = held / 2; h > 0; h /= 2) {
            for (int i = 0; i < h; i++) {
                t.append("  add.rn.f32 %%a%d, %%a%d, %%a%d;\n".formatted(i, i, i + h));
            }
        }
        for (int h = 16; h > 0; h /= 2) {
            t.append("  shfl.sync.down.b32 %%x0, %%a0, %d, 31, -1;\n  add.rn.f32 %%a0, %%a0, %%x0;\n".formatted(h));
        }
        return t.append("""
                  ld.param.u64 %rd2, [y];
                  mul.wide.u32 %rd3, %r3, 4;
                  add.s64 %rd2, %rd2, %rd3;
                  setp.eq.u32 %p, %r2, 0;
                  @%p st.global.f32 [%rd2], %a0;
                  ret;
                }
                """).toString();
    }

    /// C = A·B for A[K,M], B[K,N] with M, N multiples of 16·held: 256 threads, held × held cells of each, passes 16
    /// deep through shared memory. After each `block` of K the chains are added to totals; 0 is one chain.
    private static String product(int held, int block) {
        int tile = 16 * held;
        int cells = held * held;
        StringBuilder t = new StringBuilder("""
                .version 8.0
                .target sm_70
                .address_size 64
                .visible .entry k(.param .u64 a, .param .u64 b, .param .u64 c, .param .u32 n, .param .u32 depth)
                .maxntid 256, 1, 1
                {
                  .reg .pred %p, %q; .reg .b32 %r<16>; .reg .b64 %rd<8>; .reg .f32 %a<9>, %b<9>, %l<9>, %c<65>, %t<65>;
                """);
        t.append("  .shared .align 16 .b8 sa[%d];\n  .shared .align 16 .b8 sb[%d];\n".formatted(64 * tile, 64 * tile));
        t.append("""
                  mov.u32 %r0, %tid.x;
                  mov.u32 %r1, %ctaid.x;
                  mov.u32 %r2, %ctaid.y;
                  ld.param.u32 %r3, [n];
                  ld.param.u32 %r4, [depth];
                  shr.u32 %r5, %r0, 4;
                  and.b32 %r6, %r0, 15;
                """);
        // a thread loads `held` elements of each side: row r5 of the pass, columns r6 + 16·i
        t.append("  mad.lo.u32 %%r7, %%r1, %d, %%r6;\n  mad.lo.u32 %%r7, %%r5, %%r3, %%r7;\n".formatted(tile));
        t.append("  mad.lo.u32 %%r8, %%r2, %d, %%r6;\n  mad.lo.u32 %%r8, %%r5, %%r3, %%r8;\n".formatted(tile));
        t.append("""
                  ld.param.u64 %rd0, [a];
                  mul.wide.u32 %rd1, %r7, 4;
                  add.s64 %rd0, %rd0, %rd1;
                  ld.param.u64 %rd2, [b];
                  mul.wide.u32 %rd1, %r8, 4;
                  add.s64 %rd2, %rd2, %rd1;
                  mul.wide.u32 %rd3, %r3, 64;
                """);
        t.append("  mad.lo.u32 %%r9, %%r5, %d, %%r6;\n  shl.b32 %%r9, %%r9, 2;\n".formatted(tile));
        t.append("  mov.u32 %r10, sa;\n  add.s32 %r10, %r10, %r9;\n  mov.u32 %r11, sb;\n  add.s32 %r11, %r11, %r9;\n");
        t.append("  mov.u32 %%r12, sa;\n  mad.lo.u32 %%r12, %%r5, %d, %%r12;\n".formatted(4 * held));
        t.append("  mov.u32 %%r13, sb;\n  mad.lo.u32 %%r13, %%r6, %d, %%r13;\n".formatted(4 * held));
        for (int i = 0; i < cells; i++) {
            t.append("  mov.f32 %%c%d, 0f80000000;\n".formatted(i));
            if (block > 0) {
                t.append("  mov.f32 %%t%d, 0f80000000;\n".formatted(i));
            }
        }
        t.append("  mov.u32 %r14, 0;\nLOOP:\n");
        for (int i = 0; i < held; i++) {
            t.append("  ld.global.nc.f32 %%l%d, [%%rd0+%d];\n  st.shared.f32 [%%r10+%d], %%l%d;\n"
                    .formatted(i, 64 * i, 64 * i, i));
            t.append("  ld.global.nc.f32 %%l%d, [%%rd2+%d];\n  st.shared.f32 [%%r11+%d], %%l%d;\n"
                    .formatted(i, 64 * i, 64 * i, i));
        }
        t.append("  bar.sync 0;\n");
        for (int k = 0; k < 16; k++) {
            for (int i = 0; i < held; i += 4) {
                t.append("  ld.shared.v4.f32 {%%a%d, %%a%d, %%a%d, %%a%d}, [%%r12+%d];\n"
                        .formatted(i, i + 1, i + 2, i + 3, 4 * (k * tile + i)));
                t.append("  ld.shared.v4.f32 {%%b%d, %%b%d, %%b%d, %%b%d}, [%%r13+%d];\n"
                        .formatted(i, i + 1, i + 2, i + 3, 4 * (k * tile + i)));
            }
            for (int i = 0; i < cells; i++) {
                t.append("  fma.rn.f32 %%c%d, %%a%d, %%b%d, %%c%d;\n".formatted(i, i / held, i % held, i));
            }
        }
        t.append(
                "  bar.sync 0;\n  add.s64 %rd0, %rd0, %rd3;\n  add.s64 %rd2, %rd2, %rd3;\n  add.s32 %r14, %r14, 16;\n");
        if (block > 0) {
            t.append("  and.b32 %%r15, %%r14, %d;\n  setp.ne.u32 %%q, %%r15, 0;\n  @%%q bra SAME;\n"
                    .formatted(block - 1));
            for (int i = 0; i < cells; i++) {
                t.append("  add.rn.f32 %%t%d, %%t%d, %%c%d;\n  mov.f32 %%c%d, 0f80000000;\n".formatted(i, i, i, i));
            }
            t.append("SAME:\n");
        }
        t.append("  setp.lt.u32 %p, %r14, %r4;\n  @%p bra LOOP;\n");
        t.append("  mad.lo.u32 %%r7, %%r5, %d, 0;\n  mad.lo.u32 %%r7, %%r1, %d, %%r7;\n".formatted(held, tile));
        t.append("  mad.lo.u32 %%r8, %%r6, %d, 0;\n  mad.lo.u32 %%r8, %%r2, %d, %%r8;\n".formatted(held, tile));
        t.append("""
                  mad.lo.u32 %r7, %r7, %r3, %r8;
                  mul.wide.u32 %rd1, %r7, 4;
                  ld.param.u64 %rd4, [c];
                  add.s64 %rd4, %rd4, %rd1;
                  mul.wide.u32 %rd5, %r3, 4;
                """);
        for (int i = 0; i < held; i++) {
            for (int j = 0; j < held; j++) {
                t.append("  st.global.f32 [%%rd4+%d], %%%s%d;\n".formatted(4 * j, block > 0 ? "t" : "c", i * held + j));
            }
            t.append("  add.s64 %rd4, %rd4, %rd5;\n");
        }
        return t.append("  ret;\n}\n").toString();
    }
}
