package dev.gradlane.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Kernels with shared memory, barriers, branches and shuffles; and, for each thing that a GPU leaves undefined, a
/// kernel in which it is planted: the error must name the line, the block and the thread.
class UndefinedTest {
    private static final String HEAD = """
            .version 8.0
            .target sm_70
            .address_size 64
            .visible .entry k(.param .u64 out)
            {
              .reg .pred %p<4>;
              .reg .b32 %r<16>;
              .reg .b64 %rd<4>;
              .shared .align 8 .b8 cells[256];
              .local .align 8 .b8 mine[16];
              mov.u32 %r0, %tid.x;
              mov.u32 %r1, %ctaid.x;
              mad.lo.s32 %r2, %r1, 64, %r0;
              ld.param.u64 %rd0, [out];
              mul.wide.u32 %rd1, %r2, 4;
              add.s64 %rd1, %rd0, %rd1;
              shl.b32 %r3, %r0, 2;
            """;
    private static final int FIRST_LINE = 18;

    /// The 128 results of two blocks of 64 threads.
    private static int[] run(String body) {
        GlobalMemory memory = new GlobalMemory();
        long out = memory.allocate(4 * 128);
        try (PtxModule module = PtxModule.load(HEAD + body + "}\n", memory)) {
            PtxInterpreter.launch(module.function("k"), new Grid(2, 1, 64), List.of(out), memory);
        }
        return memory.slice(out, 4 * 128).toArray(ValueLayout.JAVA_INT);
    }

    private static void planted(int lineOfBody, String expected, String body) {
        String message = assertThrows(PtxException.class, () -> run(body)).getMessage();
        assertTrue(message.startsWith("line " + (FIRST_LINE + lineOfBody) + ": "), message);
        assertTrue(message.contains(expected), message);
    }

    @Test
    void neighboursExchangeThroughSharedMemory() {
        int[] out = run("""
                st.shared.u32 [%r3], %r2;
                bar.sync 0;
                xor.b32 %r4, %r3, 252;
                ld.shared.u32 %r5, [%r4];
                st.global.u32 [%rd1], %r5;
                """);
        assertArrayEquals(
                IntStream.range(0, 128).map(i -> i / 64 * 64 + 63 - i % 64).toArray(), out);
    }

    @Test
    void threadsOfAWarpLoopAsOftenAsEachMust() {
        int[] out = run("""
                mov.u32 %r4, 0;
                mov.u32 %r5, 0;
                LOOP:
                setp.hs.u32 %p0, %r4, %r0;
                @%p0 bra DONE;
                and.b32 %r6, %r4, 1;
                setp.eq.u32 %p1, %r6, 0;
                @%p1 bra EVEN;
                add.s32 %r5, %r5, 100;
                bra NEXT;
                EVEN:
                add.s32 %r5, %r5, 1;
                NEXT:
                add.s32 %r4, %r4, 1;
                bra LOOP;
                DONE:
                shfl.sync.bfly.b32 %r7, %r5, 1, 31, 0xffffffff;
                st.global.u32 [%rd1], %r7;
                """);
        for (int i = 0; i < 128; i++) {
            int n = i % 64 ^ 1;
            assertEquals((n + 1) / 2 + n / 2 * 100, out[i]);
        }
    }

    @Test
    void shufflesDownAndPacks() {
        int[] out = run("""
                shfl.sync.down.b32 %r4, %r2, 16, 31, -1;
                shfl.sync.idx.b32 %r5, %r2, 3, 31, -1;
                mov.b64 %rd2, {%r4, %r5};
                st.local.v2.u32 [mine+8], {%r4, %r5};
                ld.local.u64 %rd3, [mine+8];
                sub.s64 %rd2, %rd2, %rd3;
                mov.b64 {%r6, %r7}, %rd2;
                add.s32 %r4, %r4, %r6;
                add.s32 %r4, %r4, %r7;
                sub.s32 %r4, %r4, %r5;
                st.global.u32 [%rd1], %r4;
                """);
        for (int i = 0; i < 128; i++) {
            int lane = i % 32;
            assertEquals((lane < 16 ? i + 16 : i) - (i - lane + 3), out[i]);
        }
    }

    @Test
    void theLeastFaultWins() {
        int[] out = run("""
                mov.u64 %rd2, 0x7fffffff;
                st.global.u32 [%rd1], %r2;
                bar.sync 0;
                setp.ne.u32 %p0, %r1, 0;
                @%p0 bra END;
                sub.s32 %r4, 99, %r0;
                cvt.u64.u32 %rd3, %r4;
                setp.eq.u32 %p1, %r0, 0;
                @%p1 st.global.u64 [%rd0], %rd2;
                bar.sync 0;
                red.global.min.u64 [%rd0], %rd3;
                END:
                ret;
                """);
        assertEquals(36, out[0]);
    }

    @Test
    void accessOutsideOfAnAllocation() {
        planted(2, "block 0, thread 1", """
                mul.wide.u32 %rd2, %r0, 512;
                add.s64 %rd2, %rd2, %rd0;
                st.global.u32 [%rd2], %r0;
                """);
        planted(
                0,
                "outside of the block's shared memory of 256 bytes; kernel k, block 0, thread 1",
                "st.shared.u32 [%r3+252], %r0;\n");
        planted(0, "lie outside of the 16 bytes of local memory", "st.local.u64 [mine+16], %rd0;\n");
        planted(0, "lie outside of the 8 bytes of parameters", "ld.param.u64 %rd2, [out+8];\n");
    }

    @Test
    void misalignedAccess() {
        planted(0, "is no multiple of 8; kernel k, block 0, thread 1", "st.global.u64 [%rd1], %rd0;\n");
        planted(
                0,
                "is no multiple of 16; kernel k, block 0, thread 1",
                "ld.shared.v4.u32 {%r4, %r5, %r6, %r7}, [%r3];\n");
    }

    @Test
    void racesOnSharedMemory() {
        planted(0, "races with thread 0 on shared memory at 252; kernel k, block 0, thread 63", """
                st.shared.u32 [%r3], %r2;
                ld.shared.u32 %r5, [252];
                """);
        planted(1, "races with thread", """
                ld.shared.u32 %r5, [16];
                st.shared.u32 [%r3], %r2;
                """);
        planted(
                0,
                "races with thread 0 on shared memory at 16; kernel k, block 0, thread 1",
                "st.shared.u32 [16], %r2;\n");
    }

    @Test
    void barriersThatNotAllReach() {
        planted(2, "only some of the threads reach this barrier; kernel k, block 0, thread 0", """
                setp.lo.u32 %p0, %r0, 7;
                @!%p0 bra END;
                bar.sync 0;
                END:
                ret;
                """);
        planted(2, "warp 0 waits at this barrier, but warp 1 ended; kernel k, block 0", """
                setp.lo.u32 %p0, %r0, 32;
                @!%p0 bra END;
                bar.sync 0;
                END:
                ret;
                """);
    }

    @Test
    void registersThatWereNeverWritten() {
        planted(2, "reads a register that was never written; kernel k, block 1, thread 5", """
                setp.ne.s32 %p0, %r2, 69;
                @%p0 mov.u32 %r5, 1;
                add.s32 %r6, %r5, 1;
                """);
        planted(0, "block 0, thread 0", "@%p3 bra END;\nEND:\nret;\n");
    }

    @Test
    void shufflesFromThreadsThatAreNotThere() {
        planted(2, "its mask says ffffffff; kernel k, block 0, thread 0", """
                setp.hs.u32 %p0, %r0, 7;
                @%p0 bra END;
                shfl.sync.down.b32 %r4, %r2, 16, 31, -1;
                END:
                ret;
                """);
        planted(2, "takes from lane 16, which is not here", """
                setp.hs.u32 %p0, %r0, 7;
                @%p0 bra END;
                shfl.sync.down.b32 %r4, %r2, 16, 31, 127;
                END:
                ret;
                """);
    }

    @Test
    void divisionByZero() {
        planted(0, "divides by zero; kernel k, block 0, thread 0", "div.u32 %r4, %r2, %r0;\n");
    }

    @Test
    void textThatIsNotInTheSubset() {
        planted(0, "instruction 'mul.f32' is not in the emulator's subset of PTX", "mul.f32 %r1, %r2, %r3;\n");
        planted(0, "register %rd0 is of 64 bits, which this operand is not", "add.s32 %r4, %rd0, %r1;\n");
        planted(0, "'%r16' is neither a register nor a name declared before", "add.s32 %r4, %r16, %r1;\n");
        planted(0, "no label 'NOWHERE'", "bra NOWHERE;\n");
    }
}
