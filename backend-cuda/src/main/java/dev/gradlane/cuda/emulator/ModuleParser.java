package dev.gradlane.cuda.emulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a module: its directives, constant tables and kernels.
final class ModuleParser {
    private final TokenReader tokens;
    private final GlobalMemory memory;
    private final Map<String, PtxFunction> functions = new LinkedHashMap<>();
    private final Map<String, Long> addresses = new HashMap<>();

    ModuleParser(String ptx, GlobalMemory memory) {
        this.tokens = new TokenReader(Lexer.tokens(ptx));
        this.memory = memory;
    }

    PtxModule module() {
        try {
            header();
            while (!tokens.atEnd()) {
                statement();
            }
        } catch (PtxException e) {
            addresses.values().forEach(memory::free);
            throw e;
        }
        return new PtxModule(functions, new ArrayList<>(addresses.values()), memory);
    }

    private void header() {
        tokens.expect(".version");
        String version = tokens.next();
        if (Double.parseDouble(version) > 8.0) {
            throw tokens.error("version " + version + " is newer than 8.0, the last that ptxas of JCuda 12.6 takes");
        }
        tokens.expect(".target");
        if (!tokens.next().matches("sm_[0-9]+")) {
            throw tokens.error("expected a target like sm_70");
        }
        tokens.expect(".address_size");
        tokens.expect("64");
    }

    private void statement() {
        String directive = tokens.next();
        switch (directive) {
            case ".visible" -> {}
            case ".global", ".const" -> table();
            case ".entry" -> {
                FunctionParser parser = new FunctionParser(tokens, Map.copyOf(addresses));
                PtxFunction function = parser.function();
                functions.put(function.name(), function);
            }
            default -> throw tokens.error("unexpected '" + directive + "' outside of a kernel");
        }
    }

    /// `.align 4 .b32 name[n] = {x, …};`
    private void table() {
        if (tokens.accept(".align")) {
            tokens.integer();
        }
        String type = tokens.next();
        int width = ScalarType.of(type, tokens).width();
        String name = tokens.next();
        tokens.expect("[");
        long count = tokens.integer();
        tokens.expect("]");
        List<Long> values = new ArrayList<>();
        if (tokens.accept("=")) {
            tokens.expect("{");
            do {
                values.add(tokens.integer());
            } while (tokens.accept(","));
            tokens.expect("}");
        }
        tokens.expect(";");
        if (values.size() > count) {
            throw tokens.error("table " + name + " has " + count + " elements, but " + values.size() + " values");
        }
        long address = memory.allocate(count * width);
        addresses.put(name, address);
        MemorySegment data = memory.slice(address, count * width).fill((byte) 0);
        for (int i = 0; i < values.size(); i++) {
            switch (width) {
                case 1 -> data.set(ValueLayout.JAVA_BYTE, i, values.get(i).byteValue());
                case 4 ->
                    data.set(
                            ValueLayout.JAVA_INT_UNALIGNED,
                            4L * i,
                            values.get(i).intValue());
                default -> data.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i, values.get(i));
            }
        }
    }
}
