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
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A device that computes by the [Definition], with one fault.
record FaultyDevice(PlantedFault fault) implements Device {
    @Override
    public DeviceInfo info() {
        return new DeviceInfo("faulty", "faulty", fault.name(), new Availability.Ready());
    }

    @Override
    public Language language() {
        return Language.WHOLE;
    }

    @Override
    public Executable compile(Graph frozen, CompileOptions options) {
        Graph changed = fault.graph().apply(frozen);
        // what a device with stale buffers keeps: the first result of each size
        Map<Map<String, Long>, List<Value>> kept = new HashMap<>();
        return new Executable() {
            @Override
            public Pending run(Launch launch) {
                List<Value> inputs = new ArrayList<>();
                for (int i = 0; i < launch.inputs().size(); i++) {
                    MemorySegment memory = ((HostBuffer) launch.inputs().get(i)).memory();
                    inputs.add(Value.read(changed.inputTypes().get(i), launch.sizes(), memory));
                }
                Folds folds = fault.folds().apply(fault.scalar());
                Definition definition = new Definition(fault.scalar(), folds, launch.sizes());
                List<Value> fresh = definition.outputs(changed, inputs);
                List<Value> outputs = fresh;
                if (fault.manner() == PlantedFault.Manner.STALE) {
                    outputs = kept.computeIfAbsent(launch.sizes(), _ -> fresh);
                }
                for (int i = 0; i < outputs.size(); i++) {
                    MemorySegment memory = ((HostBuffer) launch.outputs().get(i)).memory();
                    int lost = fault.manner() == PlantedFault.Manner.LOSES_TAIL
                                    && outputs.get(i).size() % 4 == 1
                            ? outputs.get(i).dtype().bytes()
                            : 0;
                    MemorySegment whole = MemorySegment.ofArray(new byte[(int) memory.byteSize()]);
                    outputs.get(i).write(whole);
                    MemorySegment.copy(whole, 0, memory, 0, whole.byteSize() - lost);
                }
                return fault.manner() == PlantedFault.Manner.SILENT
                        ? Pending.done()
                        : Pending.ended(definition.fault());
            }

            @Override
            public String explain() {
                return fault.name();
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
