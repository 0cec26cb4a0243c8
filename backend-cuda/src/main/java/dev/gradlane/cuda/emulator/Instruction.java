package dev.gradlane.cuda.emulator;

/// One instruction, its operands resolved to slots. A slot of a 32-bit or 64-bit register is the index of
/// its first lane in the register file of a warp (32 times its number); of a predicate, its number.
final class Instruction {
    final Op op;
    /// Of the PTX text.
    final int line;
    final String text;
    /// Predicate that a thread needs in order to execute it, or −1.
    final int guard;
    /// Whether the thread needs it false.
    final boolean guardNegated;
    /// The operands in order: d, a, b, c, e.
    final int d;
    final int a;
    final int b;
    final int c;
    final int e;
    /// Where a branch goes.
    final int target;
    final MemoryOperation memory;
    /// Numbers of the registers that it reads.
    final int[] reads32;
    final int[] reads64;
    final int[] readsP;

    Instruction(
            Op op,
            int line,
            String text,
            int guard,
            boolean guardNegated,
            int[] operands,
            int target,
            MemoryOperation memory,
            Reads reads) {
        this.op = op;
        this.line = line;
        this.text = text;
        this.guard = guard;
        this.guardNegated = guardNegated;
        this.d = at(operands, 0);
        this.a = at(operands, 1);
        this.b = at(operands, 2);
        this.c = at(operands, 3);
        this.e = at(operands, 4);
        this.target = target;
        this.memory = memory;
        this.reads32 = reads.r32().stream().mapToInt(Integer::intValue).toArray();
        this.reads64 = reads.r64().stream().mapToInt(Integer::intValue).toArray();
        this.readsP = reads.p().stream().mapToInt(Integer::intValue).toArray();
    }

    private static int at(int[] operands, int index) {
        return index < operands.length ? operands[index] : 0;
    }

    record Reads(java.util.List<Integer> r32, java.util.List<Integer> r64, java.util.List<Integer> p) {}
}
