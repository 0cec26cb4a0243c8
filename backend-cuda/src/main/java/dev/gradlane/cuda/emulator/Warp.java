package dev.gradlane.cuda.emulator;

import dev.gradlane.cuda.emulator.PtxFunction.Constant;
import dev.gradlane.cuda.emulator.PtxFunction.SpecialSlot;
import java.util.Arrays;

/// 32 threads in lockstep. Those at the least program counter run, the others wait; where they meet, they join. A warp
/// runs until a barrier or its end.
final class Warp {
    static final int LANES = 32;
    static final int ALL = -1;

    enum State {
        RUNNING,
        AT_BARRIER,
        ENDED
    }

    final BlockRun block;
    final int number;
    /// Threads of the block in it.
    final int present;
    final int[] r;
    final long[] l;
    final int[] p;
    /// The next slot past the registers takes results of which only some lanes are kept.
    private final int scratch32;

    private final int scratch64;
    private final int[] defined32;
    private final int[] defined64;
    private final int[] definedP;
    private final Instruction[] code;
    final MemoryUnit memory;

    private final int[] waitingAt = new int[LANES];
    private final int[] waitingMask = new int[LANES];
    private int waiting;
    private int nextWaiting;
    private int pc;
    private int mask;
    State state = State.ENDED;
    /// Instructions executed, counted per thread.
    long executed;

    Warp(BlockRun block, int number) {
        this.block = block;
        this.number = number;
        int threads = Math.min(LANES, block.grid.threads() - number * LANES);
        this.present = threads == LANES ? ALL : (1 << threads) - 1;
        PtxFunction f = block.function;
        this.scratch32 = f.registers32() * LANES;
        this.scratch64 = f.registers64() * LANES;
        this.r = new int[scratch32 + LANES];
        this.l = new long[scratch64 + LANES];
        this.p = new int[f.predicates() + 1];
        this.defined32 = new int[f.registers32()];
        this.defined64 = new int[f.registers64()];
        this.definedP = new int[f.predicates()];
        this.code = f.code().toArray(Instruction[]::new);
        this.memory = new MemoryUnit(this, f.localBytes());
        for (Constant constant : f.constants32()) {
            fill32(constant.register(), (int) constant.value());
        }
        for (Constant constant : f.constants64()) {
            Arrays.fill(l, constant.register() * LANES, (constant.register() + 1) * LANES, constant.value());
        }
    }

    private void fill32(int register, int value) {
        Arrays.fill(r, register * LANES, (register + 1) * LANES, value);
    }

    /// Goes to the first instruction of the block's next place in the grid.
    void start() {
        Arrays.fill(defined32, 0);
        Arrays.fill(defined64, 0);
        Arrays.fill(definedP, 0);
        block.function.constants32().forEach(c -> defined32[c.register()] = ALL);
        block.function.constants64().forEach(c -> defined64[c.register()] = ALL);
        for (Constant constant : block.function.constantsP()) {
            p[constant.register()] = constant.value() == 0 ? 0 : ALL;
            definedP[constant.register()] = ALL;
        }
        for (SpecialSlot slot : block.function.specials()) {
            defined32[slot.register()] = ALL;
            switch (slot.special()) {
                case TID_X -> lanes(slot.register(), number * LANES);
                case LANEID -> lanes(slot.register(), 0);
                case NTID_X -> fill32(slot.register(), block.grid.threads());
                case CTAID_X -> fill32(slot.register(), block.x);
                case CTAID_Y -> fill32(slot.register(), block.y);
                case NCTAID_X -> fill32(slot.register(), block.grid.x());
                case NCTAID_Y -> fill32(slot.register(), block.grid.y());
            }
        }
        pc = 0;
        mask = present;
        waiting = 0;
        nextWaiting = Integer.MAX_VALUE;
        state = State.RUNNING;
    }

    private void lanes(int register, int first) {
        for (int i = 0; i < LANES; i++) {
            r[register * LANES + i] = first + i;
        }
    }

    /// Runs to the next barrier or to the end.
    void run() {
        state = State.RUNNING;
        while (state == State.RUNNING) {
            Instruction in = code[pc];
            int active = mask;
            if (in.guard >= 0) {
                requireDefined(in, definedP[in.guard], active);
                active &= in.guardNegated ? ~p[in.guard] : p[in.guard];
            }
            executed += Integer.bitCount(mask);
            if (in.op.unit == Op.Unit.CONTROL) {
                control(in, active);
            } else {
                if (active != 0) {
                    execute(in, active);
                }
                pc++;
            }
            if (pc >= nextWaiting) {
                meet();
            }
        }
    }

    private void control(Instruction in, int active) {
        pc++;
        if (active == 0) {
            return;
        }
        switch (in.op) {
            case BRA -> branch(in, active);
            case RET, EXIT -> {
                mask &= ~active;
                if (mask == 0) {
                    resumeOrEnd();
                }
            }
            case BAR_SYNC -> {
                if (active != present) {
                    throw fault(in, active, "only some of the threads reach this barrier");
                }
                state = State.AT_BARRIER;
            }
            case BAR_WARP_SYNC -> {
                if (r[in.d + Integer.numberOfTrailingZeros(active)] != active) {
                    throw fault(in, active, "other threads of the warp reach this barrier than its mask says");
                }
            }
            default -> throw fault(in, active, "no control instruction");
        }
    }

    private void branch(Instruction in, int taken) {
        int other = mask & ~taken;
        if (other == 0) {
            pc = in.target;
        } else {
            await(in.target, taken);
            mask = other;
        }
    }

    private void await(int at, int lanes) {
        for (int i = 0; i < waiting; i++) {
            if (waitingAt[i] == at) {
                waitingMask[i] |= lanes;
                return;
            }
        }
        waitingAt[waiting] = at;
        waitingMask[waiting++] = lanes;
        nextWaiting = Math.min(nextWaiting, at);
    }

    /// Threads that wait at or before `pc` go on: with these where they stand at the same place, else before them.
    private void meet() {
        if (mask != 0 && state == State.RUNNING) {
            await(pc, mask);
            mask = 0;
            resumeOrEnd();
        }
    }

    private void resumeOrEnd() {
        if (waiting == 0) {
            state = State.ENDED;
            nextWaiting = Integer.MAX_VALUE;
            return;
        }
        int least = 0;
        for (int i = 1; i < waiting; i++) {
            if (waitingAt[i] < waitingAt[least]) {
                least = i;
            }
        }
        pc = waitingAt[least];
        mask = waitingMask[least];
        waiting--;
        waitingAt[least] = waitingAt[waiting];
        waitingMask[least] = waitingMask[waiting];
        nextWaiting = Integer.MAX_VALUE;
        for (int i = 0; i < waiting; i++) {
            nextWaiting = Math.min(nextWaiting, waitingAt[i]);
        }
    }

    private void execute(Instruction in, int active) {
        for (int register : in.reads32) {
            requireDefined(in, defined32[register], active);
        }
        for (int register : in.reads64) {
            requireDefined(in, defined64[register], active);
        }
        for (int register : in.readsP) {
            requireDefined(in, definedP[register], active);
        }
        switch (in.op.unit) {
            case INT -> {
                IntUnit.execute(this, in, active, active == ALL ? in.d : scratch32);
                keep32(in.d, active);
            }
            case LONG -> {
                LongUnit.execute(this, in, active, active == ALL ? in.d : scratch64);
                keep64(in.d, active);
            }
            case FLOAT -> {
                FloatUnit.execute(r, in, active == ALL ? in.d : scratch32);
                keep32(in.d, active);
            }
            case DOUBLE -> {
                DoubleUnit.execute(l, in, active == ALL ? in.d : scratch64);
                keep64(in.d, active);
            }
            case CONVERT -> convert(in, active);
            case COMPARE -> {
                int result = CompareUnit.execute(this, in);
                p[in.d] = p[in.d] & ~active | result & active;
                definedP[in.d] |= active;
            }
            case SHUFFLE -> {
                Shuffle.execute(this, in, active, scratch32);
                keep32(in.d, active, scratch32);
            }
            case MEMORY -> memory.execute(in, active);
            case CONTROL -> throw fault(in, active, "no control instruction");
        }
    }

    private void convert(Instruction in, int active) {
        if (in.op.pattern.charAt(0) == 'i') {
            ConvertUnit.execute(r, l, in, active == ALL ? in.d : scratch32);
            keep32(in.d, active);
        } else {
            ConvertUnit.execute(r, l, in, active == ALL ? in.d : scratch64);
            keep64(in.d, active);
        }
    }

    private void keep32(int slot, int active) {
        keep32(slot, active, active == ALL ? slot : scratch32);
    }

    private void keep32(int slot, int active, int from) {
        if (from != slot) {
            for (int left = active; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                r[slot + lane] = r[from + lane];
            }
        }
        define32(slot, active);
    }

    private void keep64(int slot, int active) {
        if (active != ALL) {
            for (int left = active; left != 0; left &= left - 1) {
                int lane = Integer.numberOfTrailingZeros(left);
                l[slot + lane] = l[scratch64 + lane];
            }
        }
        define64(slot, active);
    }

    void define32(int slot, int active) {
        defined32[slot / LANES] |= active;
    }

    void define64(int slot, int active) {
        defined64[slot / LANES] |= active;
    }

    private void requireDefined(Instruction in, int defined, int active) {
        if ((active & ~defined) != 0) {
            throw fault(in, active & ~defined, "reads a register that was never written");
        }
    }

    /// Threads that reach the next instruction; where they stand, for a barrier.
    int barrierLine() {
        return code[pc - 1].line;
    }

    /// An error of the first of `lanes`.
    PtxException fault(Instruction in, int lanes, String what) {
        int thread = number * LANES + Integer.numberOfTrailingZeros(lanes);
        return new PtxException("line " + in.line + ": " + in.text + "\n  " + what + "; kernel "
                + block.function.name() + ", block " + block.x + (block.grid.y() > 1 ? "," + block.y : "") + ", thread "
                + thread);
    }
}
