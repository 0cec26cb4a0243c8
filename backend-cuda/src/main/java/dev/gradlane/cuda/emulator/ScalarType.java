package dev.gradlane.cuda.emulator;

/// A type of a register or of an element in memory.
///
/// @param width bytes in memory
/// @param signed whether a load extends the sign
/// @param register the letter of its registers: i, l or p
record ScalarType(int width, boolean signed, char register) {
    static ScalarType of(String type, TokenReader tokens) {
        return switch (type) {
            case ".b8", ".u8" -> new ScalarType(1, false, 'i');
            case ".s8" -> new ScalarType(1, true, 'i');
            case ".b32", ".u32", ".s32", ".f32" -> new ScalarType(4, false, 'i');
            case ".b64", ".u64", ".s64", ".f64" -> new ScalarType(8, false, 'l');
            case ".pred" -> new ScalarType(0, false, 'p');
            default -> throw tokens.error("type '" + type + "' is not in the emulator's subset of PTX");
        };
    }
}
