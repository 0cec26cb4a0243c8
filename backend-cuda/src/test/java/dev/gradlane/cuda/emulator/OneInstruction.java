package dev.gradlane.cuda.emulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A kernel of one instruction, one thread per case: operands come from memory, the result goes there, all as 64 bits.
final class OneInstruction {
    private final String spelling;
    private final String pattern;

    OneInstruction(String spelling) {
        this.spelling = spelling;
        this.pattern = Op.named(spelling).pattern;
    }

    String ptx() {
        StringBuilder text = new StringBuilder("""
                .version 8.0
                .target sm_70
                .address_size 64
                .visible .entry one(.param .u64 in, .param .u64 out, .param .u32 n)
                {
                  .reg .pred %p<8>;
                  .reg .b32 %r<8>;
                  .reg .b64 %rd<16>;
                  mov.u32 %r6, %ctaid.x;
                  mov.u32 %r7, %ntid.x;
                  mov.u32 %r5, %tid.x;
                  mad.lo.u32 %r7, %r6, %r7, %r5;
                  ld.param.u32 %r6, [n];
                  setp.hs.u32 %p7, %r7, %r6;
                  @%p7 bra END;
                  ld.param.u64 %rd15, [in];
                  mul.wide.u32 %rd14, %r7, 24;
                  add.s64 %rd15, %rd15, %rd14;
                  ld.param.u64 %rd13, [out];
                  mul.wide.u32 %rd14, %r7, 8;
                  add.s64 %rd13, %rd13, %rd14;
                """);
        List<String> operands = new ArrayList<>();
        operands.add(register(pattern.charAt(0), 0));
        for (int i = 1; i < pattern.length(); i++) {
            char kind = pattern.charAt(i);
            operands.add(register(kind, i));
            text.append("  ld.global.u64 %rd")
                    .append(i + 4)
                    .append(", [%rd15+")
                    .append(8 * (i - 1))
                    .append("];\n");
            text.append(
                    switch (kind) {
                        case 'i' -> "  cvt.u32.u64 %r" + i + ", %rd" + (i + 4) + ";\n";
                        case 'l' -> "  mov.b64 %rd" + i + ", %rd" + (i + 4) + ";\n";
                        default -> "  setp.ne.s64 %p" + i + ", %rd" + (i + 4) + ", 0;\n";
                    });
        }
        text.append("  ")
                .append(spelling)
                .append(' ')
                .append(String.join(", ", operands))
                .append(";\n");
        text.append(
                switch (pattern.charAt(0)) {
                    case 'i' -> "  cvt.u64.u32 %rd0, %r0;\n";
                    case 'l' -> "";
                    default -> "  selp.b64 %rd0, 1, 0, %p0;\n";
                });
        return text.append("  st.global.u64 [%rd13], %rd0;\nEND:\n  ret;\n}\n").toString();
    }

    private static String register(char kind, int index) {
        return switch (kind) {
            case 'i' -> "%r" + index;
            case 'l' -> "%rd" + index;
            default -> "%p" + index;
        };
    }

    /// The results; a result of 32 bits is zero-extended.
    ///
    /// @param cases up to three operands each
    long[] run(List<long[]> cases) {
        GlobalMemory memory = new GlobalMemory();
        long in = memory.allocate(24L * cases.size());
        long out = memory.allocate(8L * cases.size());
        MemorySegment data = memory.slice(in, 24L * cases.size()).fill((byte) 0);
        for (int i = 0; i < cases.size(); i++) {
            for (int k = 0; k < cases.get(i).length; k++) {
                data.setAtIndex(ValueLayout.JAVA_LONG, 3L * i + k, cases.get(i)[k]);
            }
        }
        try (PtxModule module = PtxModule.load(ptx(), memory)) {
            PtxInterpreter.launch(
                    module.function("one"),
                    new Grid(Math.ceilDiv(cases.size(), 48), 1, 48),
                    List.of(in, out, (long) cases.size()),
                    memory);
        }
        return memory.slice(out, 8L * cases.size()).toArray(ValueLayout.JAVA_LONG);
    }
}
