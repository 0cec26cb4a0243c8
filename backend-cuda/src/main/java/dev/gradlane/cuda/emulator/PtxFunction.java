package dev.gradlane.cuda.emulator;

import java.util.List;

/// A kernel ready to run.
///
/// @param parameters their names, each with its byte offset and size
/// @param code its instructions; the last one is a `ret`
/// @param registers32, registers64, predicates how many slots a thread needs, literals and special registers too
/// @param constants32, constants64, constantsP slots with a value that never changes
/// @param specials slots of special registers in use
/// @param sharedBytes, localBytes static memory of a block, of a thread
public record PtxFunction(
        String name,
        List<Parameter> parameters,
        List<Instruction> code,
        int registers32,
        int registers64,
        int predicates,
        List<Constant> constants32,
        List<Constant> constants64,
        List<Constant> constantsP,
        List<SpecialSlot> specials,
        int sharedBytes,
        int localBytes) {
    /// A parameter in the parameter space.
    public record Parameter(String name, int offset, int bytes) {}

    record Constant(int register, long value) {}

    record SpecialSlot(int register, Special special) {}

    /// The special registers that the emulator knows.
    enum Special {
        TID_X("%tid.x"),
        NTID_X("%ntid.x"),
        CTAID_X("%ctaid.x"),
        NCTAID_X("%nctaid.x"),
        CTAID_Y("%ctaid.y"),
        NCTAID_Y("%nctaid.y"),
        LANEID("%laneid");

        final String spelling;

        Special(String spelling) {
            this.spelling = spelling;
        }
    }

    public PtxFunction {
        parameters = List.copyOf(parameters);
        code = List.copyOf(code);
        constants32 = List.copyOf(constants32);
        constants64 = List.copyOf(constants64);
        constantsP = List.copyOf(constantsP);
        specials = List.copyOf(specials);
    }

    /// Bytes of the parameter space.
    int parameterBytes() {
        return parameters.isEmpty()
                ? 0
                : parameters.getLast().offset() + parameters.getLast().bytes();
    }
}
