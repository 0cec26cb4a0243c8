package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Lookup;
import dev.gradlane.vector.Segment.Action;
import dev.gradlane.vector.Segment.Source;
import dev.gradlane.vector.Segment.Target;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Writes the method of one segment:
///
/// ```text
/// p… = frame[slot] & SPACE                       where each access begins
/// v… = bits frame[slot]                          what is the same for all points
/// for (i = from; i < to; i += lanes)
///     at = (long) i & POINTS
///     if (no lane of the guard) continue
///     v… = memory[p + at]; v = op …; memory[p + at] = v
///     rare = rare | (any lane for which the premise is wrong)
/// return rare                                    where the route is the common one
/// ```
/// The masks change nothing: they tell the compiler that an address lies in the segment of all memory. Else it checks
/// every access, eleven times in a loop of forty instructions, so that fewer iterations fit into the processor's
/// window, or, where it can move the checks out of the loop, spends more time before the loop than in it.
final class SegmentWriter {
    private final Segment segment;
    private final Map<Integer, Source> sources;
    private final Assembly code;
    private final Emitter emitter;
    /// Whether the method tells if anything rare was met.
    private final boolean tells;
    private final Set<Integer> available = new HashSet<>();

    private SegmentWriter(
            Segment segment, Map<Integer, Source> sources, Assembly code, Emitter emitter, boolean tells) {
        this.segment = segment;
        this.tells = tells;
        this.sources = sources;
        this.code = code;
        this.emitter = emitter;
    }

    /// @param tells whether the method returns 1 if it met a point for which the premise is wrong, else 0
    static void write(Segment segment, Map<Integer, Source> sources, Assembly code, Emitter emitter, boolean tells) {
        new SegmentWriter(segment, sources, code, emitter, tells).method();
    }

    private void method() {
        emitter.prologue(segment.actions().stream()
                .anyMatch(a -> a instanceof Action.Do(var compute) && compute.function() instanceof Lookup));
        beforeLoop();
        if (tells) {
            code.constant(0).set(TypeKind.INT, "rare");
        }
        code.get(TypeKind.INT, "from").set(TypeKind.INT, "i");
        Label loop = code.label();
        Label next = code.label();
        Label end = code.label();
        code.bind(loop);
        code.get(TypeKind.INT, "i")
                .get(TypeKind.INT, "to")
                .apply("%s < %s", 2, c -> c.if_icmpge(end))
                .note("while (%s)");
        position();
        if (segment.isGuarded()) {
            fetch(segment.guard());
            emitter.skipUnlessAny(segment.guard(), next);
        }
        for (Action action : segment.actions()) {
            switch (action) {
                case Action.Do(var compute) -> {
                    compute.operands().forEach(this::fetch);
                    emitter.compute(compute);
                    available.add(compute.result());
                }
                case Action.Put(int value, DType type, Target target) -> {
                    fetch(value);
                    emitter.store(value, type, () -> address(target, type));
                }
            }
        }
        if (!segment.premise().isEmpty()) {
            segment.premise().conditions().forEach(this::fetch);
            code.get(TypeKind.INT, "rare");
            emitter.isWrong(segment.premise());
            code.apply("%s | %s", 2, CodeBuilder::ior).set(TypeKind.INT, "rare");
        }
        code.bind(next);
        code.plain(
                "i += " + emitter.lanes(),
                c -> c.iinc(code.slot("i"), emitter.lanes()).goto_(loop));
        code.bind(end);
        if (tells) {
            code.get(TypeKind.INT, "rare").branch("return %s", CodeBuilder::ireturn);
        } else {
            code.plain("return", CodeBuilder::return_);
        }
    }

    /// Slots and what is the same for all points.
    private void beforeLoop() {
        Set<Integer> used = new LinkedHashSet<>();
        if (segment.isGuarded()) {
            used.add(segment.guard());
        }
        used.addAll(segment.premise().conditions());
        Set<Integer> slots = new LinkedHashSet<>();
        for (Action action : segment.actions()) {
            switch (action) {
                case Action.Do(var compute) -> used.addAll(compute.operands());
                case Action.Put(int value, DType _, Target target) -> {
                    used.add(value);
                    if (target instanceof Target.Memory(int slot)) {
                        slots.add(slot);
                    }
                }
            }
        }
        used.retainAll(sources.keySet());
        for (int value : used) {
            if (sources.get(value) instanceof Source.Contiguous(DType _, int slot)) {
                slots.add(slot);
            }
        }
        slots.forEach(slot -> {
            slot(slot);
            inSpace("p" + slot);
        });
        code.get(TypeKind.LONG, "rows");
        inSpace("rows");
        for (int value : used) {
            if (sources.get(value) instanceof Source.Uniform(DType type, int slot)) {
                emitter.uniform(value, type, () -> slot(slot));
                available.add(value);
            }
        }
    }

    private Assembly slot(int slot) {
        return code.get(TypeKind.REFERENCE, "frame").constant(slot).apply("%s[%s]", 2, CodeBuilder::laload);
    }

    /// `name = … & SPACE`
    private void inSpace(String name) {
        code.field(Names.ADDRESS, "SPACE", ConstantDescs.CD_long)
                .apply("%s & %s", 2, CodeBuilder::land)
                .set(TypeKind.LONG, name);
    }

    private void position() {
        code.get(TypeKind.INT, "i")
                .apply("(long) %s", 1, CodeBuilder::i2l)
                .field(Names.ROWS, "POINTS", ConstantDescs.CD_long)
                .apply("%s & %s", 2, CodeBuilder::land)
                .set(TypeKind.LONG, "at");
        code.get(TypeKind.LONG, "at")
                .constant(2)
                .apply("%s << %s", 2, CodeBuilder::lshl)
                .set(TypeKind.LONG, "at4");
        code.get(TypeKind.LONG, "at")
                .constant(3)
                .apply("%s << %s", 2, CodeBuilder::lshl)
                .set(TypeKind.LONG, "at8");
    }

    /// Loads a value at its first use.
    private void fetch(int value) {
        if (!available.add(value)) {
            return;
        }
        switch (sources.get(value)) {
            case Source.Constant(DType type, long bits) -> emitter.constant(value, type, bits);
            case Source.Contiguous(DType type, int slot) ->
                emitter.load(value, type, () -> address(new Target.Memory(slot), type));
            case Source.InRow(DType type, int row) ->
                emitter.load(value, type, () -> address(new Target.ToRow(row), type));
            case Source.Uniform _ -> throw new IllegalStateException("v" + value + " was to be loaded before the loop");
        }
    }

    private void address(Target target, DType type) {
        String offset = Rows.stored(type).bytes() == 4 ? "at4" : "at8";
        switch (target) {
            case Target.Memory(int slot) ->
                code.get(TypeKind.LONG, "p" + slot).get(TypeKind.LONG, offset).apply("%s + %s", 2, CodeBuilder::ladd);
            case Target.ToRow(int row) ->
                code.get(TypeKind.LONG, "rows")
                        .constant(row * Rows.STRIDE)
                        .apply("%s + %s", 2, CodeBuilder::ladd)
                        .get(TypeKind.LONG, offset)
                        .apply("%s + %s", 2, CodeBuilder::ladd);
        }
    }
}
