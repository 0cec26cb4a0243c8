package dev.gradlane.cuda.emulator;

import java.util.List;
import java.util.Map;

/// Parsed PTX text, its constant tables in device memory.
public final class PtxModule implements AutoCloseable {
    private final Map<String, PtxFunction> functions;
    private final List<Long> tables;
    private final GlobalMemory memory;

    PtxModule(Map<String, PtxFunction> functions, List<Long> tables, GlobalMemory memory) {
        this.functions = Map.copyOf(functions);
        this.tables = List.copyOf(tables);
        this.memory = memory;
    }

    /// Parses `ptx` and stores its tables.
    ///
    /// @throws PtxException if the text is not in the subset; the message has the line
    public static PtxModule load(String ptx, GlobalMemory memory) {
        return new ModuleParser(ptx, memory).module();
    }

    /// The kernel of this name.
    ///
    /// @throws PtxException if there is none
    public PtxFunction function(String name) {
        PtxFunction function = functions.get(name);
        if (function == null) {
            throw new PtxException("the module has no kernel '" + name + "', but " + functions.keySet());
        }
        return function;
    }

    /// Frees its tables.
    @Override
    public void close() {
        tables.forEach(memory::free);
    }
}
