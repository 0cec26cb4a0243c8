package dev.gradlane.cuda.emulator;

import dev.gradlane.cuda.emulator.MemoryOperation.Space;
import dev.gradlane.cuda.emulator.PtxFunction.Parameter;
import dev.gradlane.cuda.emulator.Registers.Register;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a kernel: its parameters, declarations and instructions. Labels are resolved at the end.
final class FunctionParser {
    private final TokenReader tokens;
    /// Addresses that a name stands for: tables, and arrays in shared or local memory.
    private final Map<String, Long> addresses;

    private final Registers registers = new Registers();
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private int sharedBytes;
    private int localBytes;

    /// An instruction whose target may still be unknown; no label is the empty one.
    private record Draft(
            Op op,
            int line,
            String text,
            int guard,
            boolean guardNegated,
            int[] operands,
            String label,
            MemoryOperation memory,
            Instruction.Reads reads) {}

    FunctionParser(TokenReader tokens, Map<String, Long> tables) {
        this.tokens = tokens;
        this.addresses = new HashMap<>(tables);
    }

    PtxFunction function() {
        String name = tokens.next();
        parameters();
        while (tokens.peek().startsWith(".")) {
            // performance directives with literals only
            tokens.next();
            do {
                tokens.integer();
            } while (tokens.accept(","));
        }
        tokens.expect("{");
        while (!tokens.peek().equals("}")) {
            statement();
        }
        int last = tokens.line();
        tokens.expect("}");
        Instruction.Reads none = new Instruction.Reads(List.of(), List.of(), List.of());
        drafts.add(new Draft(Op.RET, last, "}", -1, false, new int[0], "", MemoryOperation.NONE, none));
        return new PtxFunction(
                name,
                parameters,
                drafts.stream().map(this::resolve).toList(),
                registers.count32(),
                registers.count64(),
                registers.predicates(),
                registers.constants32(),
                registers.constants64(),
                registers.constantsP(),
                registers.specials(),
                sharedBytes,
                localBytes);
    }

    private Instruction resolve(Draft draft) {
        int target = draft.label().isEmpty() ? 0 : labels.getOrDefault(draft.label(), -1);
        if (target < 0) {
            throw new PtxException("line " + draft.line() + ": no label '" + draft.label() + "' in this kernel");
        }
        return new Instruction(
                draft.op(),
                draft.line(),
                draft.text(),
                draft.guard(),
                draft.guardNegated(),
                draft.operands(),
                target,
                draft.memory(),
                draft.reads());
    }

    private void parameters() {
        tokens.expect("(");
        int offset = 0;
        while (!tokens.accept(")")) {
            tokens.accept(",");
            tokens.expect(".param");
            ScalarType type = ScalarType.of(tokens.next(), tokens);
            String name = tokens.next();
            offset = Math.ceilDiv(offset, type.width()) * type.width();
            parameters.add(new Parameter(name, offset, type.width()));
            offset += type.width();
        }
    }

    private void statement() {
        String first = tokens.peek();
        switch (first) {
            case ".reg" -> registers();
            case ".shared" -> sharedBytes = array(sharedBytes);
            case ".local" -> localBytes = array(localBytes);
            default -> {
                if (tokens.peekSecond().equals(":")) {
                    tokens.next();
                    tokens.next();
                    if (labels.put(first, drafts.size()) != null) {
                        throw tokens.error("label '" + first + "' stands twice");
                    }
                } else {
                    instruction();
                }
            }
        }
    }

    private void registers() {
        tokens.next();
        char kind = ScalarType.of(tokens.next(), tokens).register();
        do {
            String name = tokens.next();
            if (tokens.accept("<")) {
                registers.declareRange(kind, name, Math.toIntExact(tokens.integer()));
                tokens.expect(">");
            } else {
                registers.declare(kind, name);
            }
        } while (tokens.accept(","));
        tokens.expect(";");
    }

    /// Places `.align 4 .b8 name[n];` after the arrays before it; the bytes used then.
    private int array(int used) {
        tokens.next();
        int alignment = 8;
        if (tokens.accept(".align")) {
            alignment = Math.toIntExact(tokens.integer());
        }
        int width = ScalarType.of(tokens.next(), tokens).width();
        String name = tokens.next();
        tokens.expect("[");
        long count = tokens.integer();
        tokens.expect("]");
        tokens.expect(";");
        int start = Math.ceilDiv(used, alignment) * alignment;
        addresses.put(name, (long) start);
        return Math.toIntExact(start + count * width);
    }

    private void instruction() {
        int start = tokens.position();
        int line = tokens.line();
        Reading reading = new Reading();
        int guard = -1;
        boolean negated = false;
        if (tokens.accept("@")) {
            negated = tokens.accept("!");
            guard = reading.read('p');
        }
        String spelling = tokens.next();
        if (spelling.equals("mov.b64") && tokens.peek().equals("{")) {
            unpack(start, line, guard, negated, reading);
            return;
        }
        Draft draft = switch (spelling) {
            case String s when s.startsWith("ld.") -> load(s, line, guard, negated, reading);
            case String s when s.startsWith("st.") -> store(s, line, guard, negated, reading);
            case "mov.b64" -> move(line, guard, negated, reading);
            default -> other(named(spelling), line, guard, negated, reading);
        };
        tokens.expect(";");
        add(start, draft, reading);
    }

    private void add(int start, Draft draft, Reading reading) {
        drafts.add(new Draft(
                draft.op(),
                draft.line(),
                tokens.textSince(start),
                draft.guard(),
                draft.guardNegated(),
                draft.operands(),
                draft.label(),
                draft.memory(),
                reading.reads()));
    }

    /// `mov.b64 {low, high}, a`: two instructions.
    private void unpack(int start, int line, int guard, boolean negated, Reading reading) {
        tokens.expect("{");
        int low = result('i');
        tokens.expect(",");
        int high = result('i');
        tokens.expect("}");
        tokens.expect(",");
        int from = reading.read('l');
        tokens.expect(";");
        for (Op half : List.of(Op.LOW_32, Op.HIGH_32)) {
            int[] operands = {half == Op.LOW_32 ? low : high, from};
            add(
                    start,
                    new Draft(half, line, "", guard, negated, operands, "", MemoryOperation.NONE, reading.reads()),
                    reading);
        }
    }

    /// `mov.b64 d, a` or `mov.b64 d, {low, high}`.
    private Draft move(int line, int guard, boolean negated, Reading reading) {
        int to = result('l');
        tokens.expect(",");
        int[] operands;
        Op op = Op.MOV_64;
        if (tokens.accept("{")) {
            op = Op.PACK_64;
            int low = reading.read('i');
            tokens.expect(",");
            operands = new int[] {to, low, reading.read('i')};
            tokens.expect("}");
        } else {
            operands = new int[] {to, reading.read('l')};
        }
        return new Draft(op, line, "", guard, negated, operands, "", MemoryOperation.NONE, reading.reads());
    }

    private Op named(String spelling) {
        try {
            return Op.named(spelling);
        } catch (PtxException e) {
            throw tokens.error(e.getMessage());
        }
    }

    private Draft other(Op op, int line, int guard, boolean negated, Reading reading) {
        int[] operands = new int[op.pattern.length()];
        String label = "";
        MemoryOperation memory = MemoryOperation.NONE;
        switch (op) {
            case BRA -> label = tokens.next();
            case ATOM_MIN_U64 -> {
                operands = new int[] {result('l')};
                tokens.expect(",");
                memory = atomic(reading);
            }
            case RED_MIN_U64 -> memory = atomic(reading);
            default -> {
                for (int i = 0; i < operands.length; i++) {
                    char kind = op.pattern.charAt(i);
                    if (i > 0) {
                        tokens.expect(",");
                    }
                    operands[i] = i == 0 && op.hasResult() ? result(kind) : reading.read(kind);
                }
            }
        }
        return new Draft(op, line, "", guard, negated, operands, label, memory, reading.reads());
    }

    private MemoryOperation atomic(Reading reading) {
        Address address = address(Space.GLOBAL, reading);
        tokens.expect(",");
        int value = reading.read('l');
        return new MemoryOperation(
                Space.GLOBAL, 8, false, true, List.of(value), address.base(), address.wide(), address.offset());
    }

    private Draft load(String spelling, int line, int guard, boolean negated, Reading reading) {
        Access access = access(spelling);
        List<Integer> results = new ArrayList<>();
        vector(access, () -> results.add(result(access.type().register())));
        tokens.expect(",");
        MemoryOperation memory = memory(access, results, address(access.space(), reading));
        return new Draft(Op.LOAD, line, "", guard, negated, new int[0], "", memory, reading.reads());
    }

    private Draft store(String spelling, int line, int guard, boolean negated, Reading reading) {
        Access access = access(spelling);
        Address address = address(access.space(), reading);
        tokens.expect(",");
        List<Integer> values = new ArrayList<>();
        vector(access, () -> values.add(reading.read(access.type().register())));
        MemoryOperation memory = memory(access, values, address);
        return new Draft(Op.STORE, line, "", guard, negated, new int[0], "", memory, reading.reads());
    }

    private record Access(Space space, int count, ScalarType type) {}

    /// `ld.global.nc.v4.f32` taken apart.
    private Access access(String spelling) {
        String[] parts = spelling.split("\\.");
        Space space = switch (parts[1]) {
            case "param" -> Space.PARAM;
            case "global", "const" -> Space.GLOBAL;
            case "shared" -> Space.SHARED;
            case "local" -> Space.LOCAL;
            default -> throw tokens.error("instruction '" + spelling + "' is not in the emulator's subset of PTX");
        };
        int at = 2;
        if (at < parts.length && parts[at].equals("nc") && space == Space.GLOBAL && parts[0].equals("ld")) {
            at++;
        }
        int count = 1;
        if (at < parts.length && parts[at].matches("v[24]")) {
            count = parts[at++].charAt(1) - '0';
        }
        if (at != parts.length - 1) {
            throw tokens.error("instruction '" + spelling + "' is not in the emulator's subset of PTX");
        }
        return new Access(space, count, ScalarType.of("." + parts[at], tokens));
    }

    private static MemoryOperation memory(Access access, List<Integer> slots, Address address) {
        ScalarType type = access.type();
        return new MemoryOperation(
                access.space(),
                type.width(),
                type.signed(),
                type.register() == 'l',
                slots,
                address.base(),
                address.wide(),
                address.offset());
    }

    /// One operand, or `{a, b}` of them.
    private void vector(Access access, Runnable operand) {
        if (access.count() == 1) {
            operand.run();
            return;
        }
        tokens.expect("{");
        for (int i = 0; i < access.count(); i++) {
            if (i > 0) {
                tokens.expect(",");
            }
            operand.run();
        }
        tokens.expect("}");
    }

    private record Address(int base, boolean wide, long offset) {}

    /// `[register + offset]`, `[name + offset]`.
    private Address address(Space space, Reading reading) {
        tokens.expect("[");
        if (Character.isDigit(tokens.peek().charAt(0))) {
            long address = tokens.integer();
            tokens.expect("]");
            return new Address(-1, false, address);
        }
        String name = tokens.next();
        int base = -1;
        boolean wide = false;
        long offset = 0;
        Register register = registers.find(name).orElse(new Register('p', -1));
        if (register.kind() != 'p') {
            base = reading.add(register);
            wide = register.kind() == 'l';
            if (!wide && space == Space.GLOBAL) {
                throw tokens.error("a global address has 64 bits, register " + name + " 32");
            }
        } else if (space == Space.PARAM) {
            offset = parameters.stream()
                    .filter(p -> p.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> tokens.error("the kernel has no parameter '" + name + "'"))
                    .offset();
        } else {
            offset = symbol(name);
        }
        if (tokens.accept("+") || tokens.peek().equals("-")) {
            offset += tokens.integer();
        }
        tokens.expect("]");
        return new Address(base, wide, offset);
    }

    private long symbol(String name) {
        Long address = addresses.get(name);
        if (address == null) {
            throw tokens.error("'" + name + "' is neither a register nor a name declared before");
        }
        return address;
    }

    private int result(char kind) {
        String name = tokens.next();
        Register register =
                registers.find(name).orElseThrow(() -> tokens.error("'" + name + "' is no declared register"));
        return required(kind, name, register).slot();
    }

    private Register required(char kind, String name, Register register) {
        if (register.kind() != kind) {
            throw tokens.error("register " + name + " is "
                    + switch (register.kind()) {
                        case 'i' -> "of 32 bits";
                        case 'l' -> "of 64 bits";
                        default -> "a predicate";
                    }
                    + ", which this operand is not");
        }
        return register;
    }

    /// The operands of one instruction that it reads.
    private final class Reading {
        private final List<Integer> r32 = new ArrayList<>();
        private final List<Integer> r64 = new ArrayList<>();
        private final List<Integer> p = new ArrayList<>();

        /// A register, special register, literal or name as a slot.
        int read(char kind) {
            String text = tokens.peek();
            if (text.startsWith("0f") || text.startsWith("0F")) {
                return literal(
                        kind,
                        'i',
                        Integer.toUnsignedLong(
                                Integer.parseUnsignedInt(tokens.next().substring(2), 16)));
            }
            if (text.startsWith("0d") || text.startsWith("0D")) {
                return literal(kind, 'l', Long.parseUnsignedLong(tokens.next().substring(2), 16));
            }
            if (text.equals("-") || Character.isDigit(text.charAt(0))) {
                return literal(kind, kind, tokens.integer());
            }
            String name = tokens.next();
            return registers
                    .find(name)
                    .or(() -> registers.special(name))
                    .map(register -> add(required(kind, name, register)))
                    .orElseGet(() -> literal(kind, kind, symbol(name)));
        }

        private int literal(char kind, char literalKind, long bits) {
            if (kind != literalKind) {
                throw tokens.error("a literal of another kind than the operand");
            }
            return registers.literal(kind, bits).slot();
        }

        int add(Register register) {
            switch (register.kind()) {
                case 'i' -> r32.add(register.number());
                case 'l' -> r64.add(register.number());
                default -> p.add(register.number());
            }
            return register.slot();
        }

        Instruction.Reads reads() {
            return new Instruction.Reads(List.copyOf(r32), List.copyOf(r64), List.copyOf(p));
        }
    }
}
