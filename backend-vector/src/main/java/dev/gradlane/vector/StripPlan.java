package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Statement;
import dev.gradlane.vector.Interpreter.Instruction;
import dev.gradlane.vector.Interpreter.Part;
import dev.gradlane.vector.Segment.Action;
import dev.gradlane.vector.Segment.Source;
import dev.gradlane.vector.Segment.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Plans segments for the [Interpreter]: every value of a segment gets a strip, which the next value may have as soon
/// as nothing in the segment reads the old one. Between segments nothing lives in strips but constants.
final class StripPlan {
    private final StraightPlan plan;
    private final List<DType> strips = new ArrayList<>();
    private final Map<DType, Deque<Integer>> free = new EnumMap<>(DType.class);
    private final Map<Source.Constant, Integer> constants = new HashMap<>();
    private final List<Interpreter.Constant> filled = new ArrayList<>();

    private StripPlan(StraightPlan plan) {
        this.plan = plan;
    }

    static Interpreter of(StraightPlan plan) {
        StripPlan strips = new StripPlan(plan);
        List<Part> parts = new ArrayList<>();
        for (Segment segment : plan.full.segments()) {
            parts.add(strips.new Body(segment).part());
        }
        return new Interpreter(parts, strips.strips, strips.filled);
    }

    private int draw(DType type) {
        DType stored = Rows.stored(type);
        Deque<Integer> idle = free.computeIfAbsent(stored, _ -> new ArrayDeque<>());
        if (!idle.isEmpty()) {
            return idle.pop();
        }
        strips.add(stored);
        return strips.size() - 1;
    }

    private int constant(Source.Constant constant) {
        return constants.computeIfAbsent(constant, _ -> {
            strips.add(Rows.stored(constant.type()));
            filled.add(new Interpreter.Constant(strips.size() - 1, constant.type(), constant.bits()));
            return strips.size() - 1;
        });
    }

    /// One segment.
    private final class Body {
        private final Segment segment;
        private final Map<Integer, Source> sources;
        /// Where a value is now.
        private final Map<Integer, Integer> places = new HashMap<>();
        /// The last action that reads a value.
        private final Map<Integer, Integer> last = new HashMap<>();

        private final List<Instruction> instructions = new ArrayList<>();

        Body(Segment segment) {
            this.segment = segment;
            this.sources = plan.full.sourcesOf(segment);
            for (int i = 0; i < segment.actions().size(); i++) {
                for (int value : reads(segment.actions().get(i))) {
                    last.put(value, i);
                }
            }
        }

        private static List<Integer> reads(Action action) {
            return switch (action) {
                case Action.Do(var compute) -> compute.operands();
                case Action.Put(int value, DType _, Target _) -> List.of(value);
            };
        }

        Part part() {
            int guard = segment.isGuarded() ? fetch(segment.guard()) : Segment.ALWAYS;
            List<Instruction> before = List.copyOf(instructions);
            instructions.clear();
            for (int i = 0; i < segment.actions().size(); i++) {
                switch (segment.actions().get(i)) {
                    case Action.Do(var compute) -> compute(i, compute);
                    case Action.Put(int value, DType type, Target target) -> {
                        instructions.add(new Interpreter.Store(type, fetch(value), target));
                        releaseAfter(i, Set.of(value));
                    }
                }
            }
            // the guard, if no action reads it, and results that nobody reads
            releaseAfter(Integer.MAX_VALUE, Set.copyOf(places.keySet()));
            return new Part(guard, before, instructions);
        }

        private void compute(int index, Statement.Compute compute) {
            List<Integer> x = compute.operands();
            int[] from = new int[3];
            for (int i = 0; i < from.length; i++) {
                from[i] = fetch(x.get(Math.min(i, x.size() - 1)));
            }
            // an instruction reads a point before it writes it, so the result may take the place of an operand
            releaseAfter(index, new TreeSet<>(x));
            int to = draw(compute.type());
            places.put(compute.result(), to);
            DType operand = compute.function() == ScalarOp.SELECT ? compute.type() : plan.type(x.getFirst());
            instructions.add(
                    new Interpreter.Apply(Loop.of(compute.function(), operand), to, from[0], from[1], from[2]));
        }

        /// Gives back the strips of those `values` that nothing reads after action number `index`.
        private void releaseAfter(int index, Set<Integer> values) {
            for (int value : values) {
                boolean constant = sources.get(value) instanceof Source.Constant;
                if (last.getOrDefault(value, -1) <= index && !constant) {
                    int strip = places.remove(value);
                    free.get(strips.get(strip)).push(strip);
                }
            }
        }

        /// The strip of a value; loads it at its first use.
        private int fetch(int value) {
            if (places.containsKey(value)) {
                return places.get(value);
            }
            int strip = switch (sources.get(value)) {
                case Source.Constant constant -> constant(constant);
                case Source.Contiguous(DType type, int slot) -> load(type, new Target.Memory(slot));
                case Source.InRow(DType type, int row) -> load(type, new Target.ToRow(row));
                case Source.Uniform(DType type, int slot) -> {
                    int to = draw(type);
                    instructions.add(new Interpreter.Fill(type, slot, to));
                    yield to;
                }
            };
            places.put(value, strip);
            return strip;
        }

        private int load(DType type, Target from) {
            int to = draw(type);
            instructions.add(new Interpreter.Load(type, from, to));
            return to;
        }
    }
}
