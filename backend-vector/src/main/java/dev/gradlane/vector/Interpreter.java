package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.vector.Segment.Target;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Segments as lists of loops over strips: tier 0. Nothing is generated, and the loops are those of every other program
/// in the process, so that they are compiled early. It reads and writes the same memory and rows as generated code
/// does, and leaves the same bits.
final class Interpreter implements Tile {
    /// @param guard the strip of conditions that one must be true of for the body to run; [Segment#ALWAYS]
    /// @param before fetches the guard
    record Part(int guard, List<Instruction> before, List<Instruction> body) {
        Part {
            before = List.copyOf(before);
            body = List.copyOf(body);
        }
    }

    /// A step of the interpreter; strips are meant by number.
    interface Instruction {
        void run(long[] frame, long rows, Strip[] strips, int n);
    }

    record Apply(Loop loop, int to, int x, int y, int z) implements Instruction {
        @Override
        public void run(long[] frame, long rows, Strip[] strips, int n) {
            loop.run(strips[to], strips[x], strips[y], strips[z], n);
        }
    }

    /// The same bits for all points, from a slot.
    record Fill(DType type, int slot, int to) implements Instruction {
        @Override
        public void run(long[] frame, long rows, Strip[] strips, int n) {
            strips[to].fill(type, frame[slot], n);
        }
    }

    record Load(DType type, Target from, int to) implements Instruction {
        @Override
        public void run(long[] frame, long rows, Strip[] strips, int n) {
            strips[to].load(type, address(from, frame, rows), n);
        }
    }

    record Store(DType type, int from, Target to) implements Instruction {
        @Override
        public void run(long[] frame, long rows, Strip[] strips, int n) {
            strips[from].store(type, address(to, frame, rows), n);
        }
    }

    /// A strip that holds the same bits for ever.
    record Constant(int strip, DType type, long bits) {}

    private final List<Part> parts;
    private final List<DType> types;
    private final List<Constant> constants;
    /// Strips that no thread uses now.
    private final ConcurrentLinkedDeque<Strip[]> idle = new ConcurrentLinkedDeque<>();

    /// @param types of the strips
    Interpreter(List<Part> parts, List<DType> types, List<Constant> constants) {
        this.parts = List.copyOf(parts);
        this.types = List.copyOf(types);
        this.constants = List.copyOf(constants);
    }

    private static long address(Target place, long[] frame, long rows) {
        return switch (place) {
            case Target.Memory memory -> frame[memory.slot()];
            case Target.ToRow row -> rows + row.row() * Rows.STRIDE;
        };
    }

    @Override
    public void run(long[] frame, long rows, int count) {
        Strip[] strips = take();
        for (int i = 0; i < parts.size(); i++) {
            run(parts.get(i), frame, rows, strips, count);
        }
        idle.push(strips);
    }

    @Override
    public void segment(int index, long[] frame, long rows, int count) {
        Strip[] strips = take();
        run(parts.get(index), frame, rows, strips, count);
        idle.push(strips);
    }

    /// Gives memory back that hardly anybody needs from now on.
    void retire() {
        idle.clear();
    }

    private Strip[] take() {
        Strip[] strips = idle.poll();
        return strips == null ? strips() : strips;
    }

    private Strip[] strips() {
        Strip[] strips = types.stream().map(Strip::of).toArray(Strip[]::new);
        for (Constant constant : constants) {
            strips[constant.strip()].fill(constant.type(), constant.bits(), Rows.TILE);
        }
        return strips;
    }

    private static void run(Part part, long[] frame, long rows, Strip[] strips, int count) {
        run(part.before(), frame, rows, strips, count);
        if (part.guard() == Segment.ALWAYS || strips[part.guard()].any(count)) {
            run(part.body(), frame, rows, strips, count);
        }
    }

    private static void run(List<Instruction> instructions, long[] frame, long rows, Strip[] strips, int count) {
        for (int i = 0; i < instructions.size(); i++) {
            instructions.get(i).run(frame, rows, strips, count);
        }
    }

    /// For people.
    String listing() {
        long instructions = parts.stream()
                .mapToLong(part -> part.before().size() + part.body().size())
                .sum();
        return "  tile loops: " + instructions + " instructions in " + parts.size() + " segments over " + types.size()
                + " strips\n";
    }
}
