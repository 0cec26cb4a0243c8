package dev.gradlane.cuda;

import dev.gradlane.graph.DType;
import java.util.EnumMap;
import java.util.Map;

/// The text of one entry under construction. Registers and labels are drawn as they are needed.
final class PtxText {
    /// The register classes that we use; all but predicates are untyped to the assembler.
    enum Register {
        PREDICATE("%p", ".pred"),
        WORD("%r", ".b32"),
        LONG("%rd", ".b64"),
        FLOAT("%f", ".f32"),
        DOUBLE("%fd", ".f64");

        private final String prefix;
        private final String type;

        Register(String prefix, String type) {
            this.prefix = prefix;
            this.type = type;
        }

        static Register of(DType dtype) {
            return switch (dtype) {
                case F32 -> FLOAT;
                case F64 -> DOUBLE;
                case I32 -> WORD;
                case I64 -> LONG;
                case BOOL -> PREDICATE;
            };
        }
    }

    private final StringBuilder entry = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final StringBuilder locals = new StringBuilder();
    private final Map<Register, Integer> drawn = new EnumMap<>(Register.class);
    private int labels;
    private int arrays;

    String draw(Register register) {
        return register.prefix + drawn.merge(register, 1, Integer::sum);
    }

    String draw(DType dtype) {
        return draw(Register.of(dtype));
    }

    /// One instruction, without the semicolon.
    void line(String format, Object... arguments) {
        body.append("    ").append(format.formatted(arguments)).append(";\n");
    }

    /// One instruction at the start of the entry.
    void first(String format, Object... arguments) {
        entry.append("    ").append(format.formatted(arguments)).append(";\n");
    }

    String label() {
        return "$L" + labels++;
    }

    void place(String label) {
        body.append(label).append(":\n");
    }

    /// An array of one thread's own memory.
    String array(int elements, DType dtype) {
        String name = "lanes" + arrays++;
        locals.append("    .local .align 8 .b8 %s[%d];\n".formatted(name, elements * dtype.bytes()));
        return name;
    }

    /// An array that the threads of a block share.
    String shared(String name, int elements, DType dtype) {
        locals.append("    .shared .align 8 .b8 %s[%d];\n".formatted(name, elements * dtype.bytes()));
        return name;
    }

    /// Declarations, entry code and body, in this order.
    String assembled() {
        StringBuilder text = new StringBuilder(locals);
        drawn.forEach((register, count) ->
                text.append("    .reg %s %s<%d>;\n".formatted(register.type, register.prefix, count + 1)));
        return text.append(entry).append(body).toString();
    }
}
