package dev.gradlane.cuda.emulator;

import dev.gradlane.cuda.emulator.GlobalMemory.Allocation;
import dev.gradlane.cuda.emulator.MemoryOperation.Space;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Loads, stores and atomic operations of one warp.
final class MemoryUnit {
    private final Warp warp;
    private final int localBytes;
    /// Of all 32 threads, one after the other; made on first use.
    private MemorySegment local = MemorySegment.ofArray(new long[0]);
    /// Where the last global access was: the next one is mostly there too.
    private Allocation last = GlobalMemory.NOTHING;

    MemoryUnit(Warp warp, int localBytes) {
        this.warp = warp;
        this.localBytes = Math.ceilDiv(localBytes, 8) * 8;
    }

    void execute(Instruction in, int active) {
        MemoryOperation m = in.memory;
        for (int left = active; left != 0; left &= left - 1) {
            int lane = Integer.numberOfTrailingZeros(left);
            long address = m.offset();
            if (m.base() >= 0) {
                address += m.wideBase() ? warp.l[m.base() + lane] : warp.r[m.base() + lane] & 0xffffffffL;
            }
            if ((address & m.bytes() - 1) != 0) {
                throw warp.fault(
                        in, 1 << lane, "address 0x" + Long.toHexString(address) + " is no multiple of " + m.bytes());
            }
            switch (m.space()) {
                case GLOBAL -> global(in, lane, address);
                case SHARED -> shared(in, lane, address);
                case LOCAL -> local(in, lane, address);
                case PARAM ->
                    transfer(
                            in,
                            lane,
                            warp.block.parameters,
                            within(in, lane, address, warp.block.function.parameterBytes()));
            }
        }
        if (in.op == Op.LOAD) {
            for (int register : m.registers()) {
                if (m.wide()) {
                    warp.define64(register, active);
                } else {
                    warp.define32(register, active);
                }
            }
        } else if (in.op == Op.ATOM_MIN_U64) {
            warp.define64(in.d, active);
        }
    }

    private void global(Instruction in, int lane, long address) {
        MemoryOperation m = in.memory;
        if (!last.holds(address, m.bytes())) {
            last = warp.block.memory.at(address);
            if (!last.holds(address, m.bytes())) {
                last = GlobalMemory.NOTHING;
                throw warp.fault(in, 1 << lane, warp.block.memory.describe(address, m.bytes()));
            }
        }
        long offset = address - last.address();
        switch (in.op) {
            case LOAD, STORE -> transfer(in, lane, last.data(), offset);
            default -> {
                synchronized (last) {
                    long old = last.data().get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
                    long value = warp.l[m.registers().getFirst() + lane];
                    if (Long.compareUnsigned(value, old) < 0) {
                        last.data().set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
                    }
                    if (in.op == Op.ATOM_MIN_U64) {
                        warp.l[in.d + lane] = old;
                    }
                }
            }
        }
    }

    private void shared(Instruction in, int lane, long address) {
        SharedMemory shared = warp.block.shared;
        int bytes = in.memory.bytes();
        if (!shared.holds(address, bytes)) {
            throw warp.fault(
                    in,
                    1 << lane,
                    bytes + " bytes at " + address + " lie outside of the block's shared memory of "
                            + warp.block.function.sharedBytes() + " bytes");
        }
        int thread = warp.number * Warp.LANES + lane;
        int other = in.op == Op.LOAD
                ? shared.read(thread, (int) address, bytes)
                : shared.write(thread, (int) address, bytes);
        if (other >= 0) {
            throw warp.fault(in, 1 << lane, "races with thread " + other + " on shared memory at " + address);
        }
        transfer(in, lane, shared.data, address);
    }

    private void local(Instruction in, int lane, long address) {
        within(in, lane, address, warp.block.function.localBytes());
        if (local.byteSize() == 0) {
            local = MemorySegment.ofArray(new long[localBytes / 8 * Warp.LANES]);
        }
        transfer(in, lane, local, address + (long) lane * localBytes);
    }

    private long within(Instruction in, int lane, long address, int bytes) {
        if (address < 0 || address + in.memory.bytes() > bytes) {
            throw warp.fault(
                    in,
                    1 << lane,
                    in.memory.bytes() + " bytes at " + address + " lie outside of the " + bytes + " bytes of "
                            + (in.memory.space() == Space.LOCAL ? "local memory" : "parameters"));
        }
        return address;
    }

    private void transfer(Instruction in, int lane, MemorySegment data, long offset) {
        MemoryOperation m = in.memory;
        for (int i = 0; i < m.registers().size(); i++) {
            int slot = m.registers().get(i) + lane;
            long at = offset + (long) i * m.width();
            if (in.op == Op.STORE) {
                switch (m.width()) {
                    case 1 -> data.set(ValueLayout.JAVA_BYTE, at, (byte) warp.r[slot]);
                    case 4 -> data.set(ValueLayout.JAVA_INT_UNALIGNED, at, warp.r[slot]);
                    default -> data.set(ValueLayout.JAVA_LONG_UNALIGNED, at, warp.l[slot]);
                }
            } else {
                switch (m.width()) {
                    case 1 -> {
                        byte value = data.get(ValueLayout.JAVA_BYTE, at);
                        warp.r[slot] = m.signed() ? value : value & 0xff;
                    }
                    case 4 -> warp.r[slot] = data.get(ValueLayout.JAVA_INT_UNALIGNED, at);
                    default -> warp.l[slot] = data.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
                }
            }
        }
    }
}
