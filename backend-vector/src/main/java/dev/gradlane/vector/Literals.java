package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Literal;

/// Dense constants of a graph in memory.
final class Literals {
    private Literals() {}

    static MemoryPool.Block block(MemoryPool pool, DType type, Literal.Dense literal) {
        MemoryPool.Block block = pool.take((long) literal.size() * type.bytes());
        for (int i = 0; i < literal.size(); i++) {
            long bits = literal.bits(i);
            switch (type.bytes()) {
                case 1 -> block.memory().set(Address.BYTE, i, (byte) bits);
                case 4 -> block.memory().set(Address.I32, 4L * i, (int) bits);
                default -> block.memory().set(Address.I64, 8L * i, bits);
            }
        }
        return block;
    }
}
