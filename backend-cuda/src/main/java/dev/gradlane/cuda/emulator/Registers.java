package dev.gradlane.cuda.emulator;

import dev.gradlane.cuda.emulator.PtxFunction.Constant;
import dev.gradlane.cuda.emulator.PtxFunction.Special;
import dev.gradlane.cuda.emulator.PtxFunction.SpecialSlot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The registers of a kernel while it is parsed: declared ones, and one for each literal and special register in use.
final class Registers {
    /// @param kind i, l or p
    record Register(char kind, int number) {
        /// See [Instruction].
        int slot() {
            return kind == 'p' ? number : number * Warp.LANES;
        }
    }

    private record Range(Register first, int count) {}

    private final Map<String, Range> ranges = new HashMap<>();
    private final Map<Long, Register> literals32 = new LinkedHashMap<>();
    private final Map<Long, Register> literals64 = new LinkedHashMap<>();
    private final Map<Long, Register> literalsP = new LinkedHashMap<>();
    private final Map<Special, Register> specials = new LinkedHashMap<>();
    private int count32;
    private int count64;
    private int predicates;

    /// `%r<n>` declares %r0 … %r(n-1).
    void declareRange(char kind, String prefix, int count) {
        ranges.put(prefix, new Range(take(kind, count), count));
    }

    void declare(char kind, String name) {
        ranges.put(name, new Range(take(kind, 1), 0));
    }

    private Register take(char kind, int count) {
        return switch (kind) {
            case 'i' -> new Register('i', (count32 += count) - count);
            case 'l' -> new Register('l', (count64 += count) - count);
            default -> new Register('p', (predicates += count) - count);
        };
    }

    /// The declared register of this name.
    Optional<Register> find(String name) {
        Range alone = ranges.get(name);
        if (alone != null && alone.count() == 0) {
            return Optional.of(alone.first());
        }
        int digits = name.length();
        while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
            digits--;
        }
        Range range = ranges.get(name.substring(0, digits));
        if (range == null || digits == name.length() || name.length() - digits > 9) {
            return Optional.empty();
        }
        int index = Integer.parseInt(name.substring(digits));
        return index < range.count()
                ? Optional.of(new Register(range.first().kind(), range.first().number() + index))
                : Optional.empty();
    }

    Optional<Register> special(String name) {
        for (Special special : Special.values()) {
            if (special.spelling.equals(name)) {
                return Optional.of(specials.computeIfAbsent(special, _ -> take('i', 1)));
            }
        }
        return Optional.empty();
    }

    Register literal(char kind, long bits) {
        return switch (kind) {
            case 'i' -> literals32.computeIfAbsent(bits & 0xffffffffL, _ -> take('i', 1));
            case 'l' -> literals64.computeIfAbsent(bits, _ -> take('l', 1));
            default -> literalsP.computeIfAbsent(bits, _ -> take('p', 1));
        };
    }

    int count32() {
        return count32;
    }

    int count64() {
        return count64;
    }

    int predicates() {
        return predicates;
    }

    List<Constant> constants32() {
        return constants(literals32);
    }

    List<Constant> constants64() {
        return constants(literals64);
    }

    List<Constant> constantsP() {
        return constants(literalsP);
    }

    private static List<Constant> constants(Map<Long, Register> literals) {
        List<Constant> constants = new ArrayList<>();
        literals.forEach((value, register) -> constants.add(new Constant(register.number(), value)));
        return constants;
    }

    List<SpecialSlot> specials() {
        List<SpecialSlot> slots = new ArrayList<>();
        specials.forEach((special, register) -> slots.add(new SpecialSlot(register.number(), special)));
        return slots;
    }
}
