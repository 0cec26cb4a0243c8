package dev.gradlane.conformance;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Language;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.graph.Graph;
import dev.gradlane.kernel.Contraction;
import dev.gradlane.kernel.KernelChecker;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Lowering;
import dev.gradlane.kernel.LoweringOptions;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A device that lowers to kernels and interprets them: what every compiled backend shares, without its emitter.
record InterpretedDevice(LoweringOptions options) implements Device {
    @Override
    public DeviceInfo info() {
        return new DeviceInfo("interpreted", "interpreted", options.toString(), new Availability.Ready());
    }

    @Override
    public Language language() {
        return Language.ofKernels();
    }

    @Override
    public Executable compile(Graph frozen, CompileOptions unused) {
        language().require(frozen, info().token());
        KernelProgram program = Lowering.of(frozen, options);
        KernelChecker.check(program);
        program.kernels().stream().filter(k -> k.layout() == Layout.BLOCK).forEach(Contraction::of);
        return new Executable() {
            @Override
            public Pending run(Launch launch) {
                List<Value> inputs = new ArrayList<>();
                for (int i = 0; i < launch.inputs().size(); i++) {
                    inputs.add(Value.read(
                            frozen.inputTypes().get(i),
                            launch.sizes(),
                            ((HostBuffer) launch.inputs().get(i)).memory()));
                }
                KernelChecker.bounds(program, launch.sizes());
                KernelInterpreter.Ended ended = KernelInterpreter.run(program, inputs, launch.sizes());
                for (int i = 0; i < ended.outputs().size(); i++) {
                    ended.outputs().get(i).write(((HostBuffer) launch.outputs().get(i)).memory());
                }
                return Pending.ended(ended.fault());
            }

            @Override
            public String explain() {
                return program.toString();
            }

            @Override
            public void close() {}
        };
    }

    private record HostBuffer(MemorySegment memory) implements Buffer {
        @Override
        public long byteSize() {
            return memory.byteSize();
        }

        @Override
        public void upload(MemorySegment from) {
            memory.copyFrom(from);
        }

        @Override
        public void download(MemorySegment to) {
            to.copyFrom(memory);
        }

        @Override
        public void close() {}
    }

    @Override
    public Buffer allocate(long bytes) {
        return new HostBuffer(MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]));
    }

    @Override
    public Buffer wrap(MemorySegment host) {
        return new HostBuffer(host);
    }

    @Override
    public boolean addressesHost() {
        return true;
    }

    @Override
    public long liveBytes() {
        return 0;
    }

    @Override
    public void close() {}
}
