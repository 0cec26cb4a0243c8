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
        /// @param from the first point
        void run(long[] frame, long rows, Strip[] strips, int from, int n);
    }

    record Apply(Loop loop, int to, int x, int y, int z) implements Instruction {
        @Override
        public void run(long[] frame, long rows, Strip[] strips, int from, int n) {
            loop.run(strips[to], strips[x], strips[y], strips[z], n);
        }
    }

    /// The same bits for all points, from a slot.
    record Fill(DType type, int slot, int to) implements Instruction {
        @Override
        public void run(long[] frame, long rows, Strip[] strips, int from, int n) {
            strips[to].fill(type, frame[slot], n);
        }
    }

    record Load(DType type, Target place, int to) implements Instruction {
        @Override
        public void run(long[] frame, long rows, Strip[] strips, int from, int n) {
            strips[to].load(type, address(place, type, frame, rows, from), n);
        }
    }

    record Store(DType type, int strip, Target place) implements Instruction {
        @Override
        public void run(long[] frame, long rows, Strip[] strips, int from, int n) {
            strips[strip].store(type, address(place, type, frame, rows, from), n);
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

    private static long address(Target place, DType type, long[] frame, long rows, int from) {
        long first = switch (place) {
            case Target.Memory memory -> frame[memory.slot()];
            case Target.ToRow row -> rows + row.row() * Rows.STRIDE;
        };
        return first + (long) from * Rows.stored(type).bytes();
    }

    @Override
    public void run(long[] frame, long rows, int count) {
        Strip[] strips = take();
        for (int from = 0; from < count; from += Rows.TILE) {
            for (int i = 0; i < parts.size(); i++) {
                run(parts.get(i), frame, rows, strips, from, Math.min(Rows.TILE, count - from));
            }
        }
        idle.push(strips);
    }

    /// The loops look at a guard once for a whole tile, and skip all of it.
    @Override
    public boolean hasCommon() {
        return false;
    }

    @Override
    public boolean common(long[] frame, long rows, int count) {
        throw new IllegalStateException("loops over strips have no common route");
    }

    @Override
    public void segment(int index, long[] frame, long rows, int count) {
        Strip[] strips = take();
        for (int from = 0; from < count; from += Rows.TILE) {
            run(parts.get(index), frame, rows, strips, from, Math.min(Rows.TILE, count - from));
        }
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

    private static void run(Part part, long[] frame, long rows, Strip[] strips, int from, int n) {
        run(part.before(), frame, rows, strips, from, n);
        if (part.guard() == Segment.ALWAYS || strips[part.guard()].any(n)) {
            run(part.body(), frame, rows, strips, from, n);
        }
    }

    private static void run(List<Instruction> instructions, long[] frame, long rows, Strip[] strips, int from, int n) {
        for (int i = 0; i < instructions.size(); i++) {
            instructions.get(i).run(frame, rows, strips, from, n);
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
