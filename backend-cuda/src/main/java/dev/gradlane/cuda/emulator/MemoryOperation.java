package dev.gradlane.cuda.emulator;

import java.util.List;

/// The bracketed operand of a load, store or atomic operation, and the registers on its other side.
///
/// @param width bytes of an element in memory: 1, 4 or 8
/// @param signed whether a byte is sign-extended
/// @param wide whether the registers have 64 bits
/// @param registers one per element, in the order of the addresses
/// @param base slot of the address register, or −1 where `offset` is the whole address
/// @param wideBase whether it has 64 bits
record MemoryOperation(
        Space space,
        int width,
        boolean signed,
        boolean wide,
        List<Integer> registers,
        int base,
        boolean wideBase,
        long offset) {
    enum Space {
        PARAM,
        GLOBAL,
        SHARED,
        LOCAL
    }

    /// Of instructions that touch no memory.
    static final MemoryOperation NONE = new MemoryOperation(Space.PARAM, 4, false, false, List.of(), -1, false, 0);

    MemoryOperation {
        registers = List.copyOf(registers);
    }

    int bytes() {
        return width * registers.size();
    }
}
