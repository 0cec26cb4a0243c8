package dev.gradlane.cuda.emulator;

import dev.gradlane.cuda.emulator.PtxFunction.Parameter;
import dev.gradlane.cuda.emulator.Warp.State;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Executes a launch: block after block, in each the warps in turn from barrier to barrier.
public final class PtxInterpreter {
    private PtxInterpreter() {}

    /// Runs `function` over `grid`.
    ///
    /// @param arguments the bits of each parameter
    /// @return instructions executed, summed over the threads
    /// @throws PtxException for what a GPU leaves undefined; the message has line, block and thread
    public static long launch(PtxFunction function, Grid grid, List<Long> arguments, GlobalMemory memory) {
        BlockRun block = new BlockRun(
                function, memory, parameters(function, arguments), new SharedMemory(function.sharedBytes()), grid);
        List<Warp> warps = new ArrayList<>();
        for (int i = 0; i < Math.ceilDiv(grid.threads(), Warp.LANES); i++) {
            warps.add(new Warp(block, i));
        }
        for (int y = 0; y < grid.y(); y++) {
            for (int x = 0; x < grid.x(); x++) {
                block.x = x;
                block.y = y;
                block.shared.startBlock();
                warps.forEach(Warp::start);
                runBlock(function, warps);
            }
        }
        return warps.stream().mapToLong(w -> w.executed).sum();
    }

    private static MemorySegment parameters(PtxFunction function, List<Long> arguments) {
        List<Parameter> parameters = function.parameters();
        if (parameters.size() != arguments.size()) {
            throw new PtxException("kernel " + function.name() + " has " + parameters.size() + " parameters, but "
                    + arguments.size() + " arguments were given");
        }
        MemorySegment space = MemorySegment.ofArray(new long[Math.ceilDiv(function.parameterBytes(), Long.BYTES)]);
        for (int i = 0; i < arguments.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (parameter.bytes() == Long.BYTES) {
                space.set(ValueLayout.JAVA_LONG_UNALIGNED, parameter.offset(), arguments.get(i));
            } else {
                space.set(
                        ValueLayout.JAVA_INT_UNALIGNED,
                        parameter.offset(),
                        arguments.get(i).intValue());
            }
        }
        return space;
    }

    private static void runBlock(PtxFunction function, List<Warp> warps) {
        while (true) {
            for (Warp warp : warps) {
                if (warp.state == State.ENDED) {
                    continue;
                }
                warp.run();
            }
            List<Warp> waiting =
                    warps.stream().filter(w -> w.state == State.AT_BARRIER).toList();
            if (waiting.isEmpty()) {
                return;
            }
            Warp first = waiting.getFirst();
            for (Warp warp : warps) {
                if (warp.state == State.ENDED || warp.barrierLine() != first.barrierLine()) {
                    throw new PtxException("line " + first.barrierLine() + ": warp " + first.number + " waits at this"
                            + " barrier, but warp " + warp.number
                            + (warp.state == State.ENDED ? " ended" : " waits at line " + warp.barrierLine())
                            + "; kernel " + function.name() + ", block " + first.block.x);
                }
            }
            first.block.shared.barrier();
        }
    }
}
