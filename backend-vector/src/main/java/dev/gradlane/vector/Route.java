package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Statement;
import dev.gradlane.vector.Cutting.Piece;
import dev.gradlane.vector.Segment.Action;
import dev.gradlane.vector.Segment.Source;
import dev.gradlane.vector.Segment.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Statements as segments, with a row for every value that crosses a cut, given back as soon as no later segment reads
/// it. A [StraightPlan] has one route for all statements and may have another for the common path; what both read and
/// where they store is the plan's.
final class Route {
    private final StraightPlan plan;
    private final KernelContext kernel;
    private final Set<Integer> exports;
    /// Conditions of which a segment tells already.
    private final Set<Integer> told = new HashSet<>();

    private final Premise premise;
    private int stores;
    private int requirements;

    private final List<Segment> segments = new ArrayList<>();
    /// The last piece that reads a value.
    private final Map<Integer, Integer> lastPiece = new HashMap<>();
    /// Rows of computed values: sources for every segment but the one that computes them, which has them in locals.
    private final Map<Integer, Source> laterSources = new LinkedHashMap<>();
    /// Rows to give back, by the piece after which nobody reads them.
    private final Map<Integer, List<Integer>> releases = new HashMap<>();

    /// @param premise what the segments tell of
    Route(StraightPlan plan, KernelContext kernel, List<Piece> pieces, Set<Integer> exports, Premise premise) {
        this.plan = plan;
        this.kernel = kernel;
        this.exports = exports;
        this.premise = premise;
        for (int i = 0; i < pieces.size(); i++) {
            readBy(i, pieces.get(i));
        }
        for (int i = 0; i < pieces.size(); i++) {
            Segment segment = segment(pieces, i);
            if (!segment.actions().isEmpty() || !segment.premise().isEmpty()) {
                segments.add(segment);
            }
            releases.getOrDefault(i, List.of()).forEach(kernel::release);
        }
    }

    List<Segment> segments() {
        return segments;
    }

    /// Whether no computed value lies in a row.
    boolean isRowless() {
        return laterSources.isEmpty() && rowTypes().isEmpty();
    }

    /// Whether what is written to rows has four bytes an element.
    boolean isNarrow() {
        return rowTypes().stream().allMatch(type -> Rows.stored(type).bytes() <= Integer.BYTES);
    }

    private List<DType> rowTypes() {
        List<DType> types = new ArrayList<>();
        for (Segment segment : segments) {
            for (Action action : segment.actions()) {
                if (action instanceof Action.Put(int _, DType type, Target.ToRow _)) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private void readBy(int index, Piece piece) {
        if (piece.guard() != Segment.ALWAYS) {
            lastPiece.put(piece.guard(), index);
        }
        for (Statement statement : piece.statements()) {
            Uses.of(statement).forEach(value -> lastPiece.put(value, index));
        }
        for (Statement.Merge merge : piece.merges()) {
            lastPiece.put(merge.taken(), index);
            lastPiece.merge(merge.otherwise(), index, Math::max);
            lastPiece.merge(merge.result(), index, Math::max);
        }
    }

    private Segment segment(List<Piece> pieces, int index) {
        Piece piece = pieces.get(index);
        List<Action> actions = new ArrayList<>();
        for (Statement statement : piece.statements()) {
            switch (statement) {
                case Statement.Compute compute -> {
                    actions.add(new Action.Do(compute));
                    keep(compute.result(), index, actions);
                }
                case Statement.Store(int buffer, Index at, int value) ->
                    actions.add(new Action.Put(value, plan.type(value), target(buffer, at, value)));
                case Statement.Require(int condition, Index sample, int node) ->
                    actions.add(new Action.Put(condition, DType.BOOL, plan.checked(requirements++, sample, node)));
                case Statement.Constant _, Statement.Position _, Statement.Size _, Statement.Load _ -> {}
                case Statement.Guard _, Statement.Loop _, Statement.Each _, Statement.Gather _ -> {}
                case Statement.Recurrence _, Statement.Repeat _ -> {}
            }
        }
        if (piece.guard() != Segment.ALWAYS) {
            piece.merges().forEach(merge -> merge(piece.guard(), merge, actions));
        } else if (index + 1 < pieces.size()) {
            mergesOfNextGuard(pieces, index).forEach(merge -> prepare(merge, actions));
        }
        if (index == pieces.size() - 1) {
            exportLeaves(actions);
        }
        return new Segment(piece.guard(), actions, premiseOf(piece));
    }

    private Target target(int buffer, Index index, int value) {
        return plan.target(stores++, buffer, index, plan.type(value));
    }

    /// Of the conditions that the piece computes or that nobody computes: the first to see one tells of it.
    private Premise premiseOf(Piece piece) {
        Set<Integer> here = new HashSet<>(plan.sources.keySet());
        piece.statements().forEach(statement -> here.addAll(Uses.definedBy(statement)));
        here.removeAll(told);
        told.addAll(here);
        return new Premise(
                premise.never().stream().filter(here::contains).toList(),
                premise.always().stream().filter(here::contains).toList());
    }

    /// A row for a computed value that a later segment or step reads.
    private void keep(int value, int index, List<Action> actions) {
        boolean exported = exports.contains(value);
        int last = lastPiece.getOrDefault(value, -1);
        if (exported || last > index) {
            int row = exported ? plan.exported(value) : kernel.row();
            DType type = plan.type(value);
            actions.add(new Action.Put(value, type, new Target.ToRow(row)));
            laterSources.put(value, new Source.InRow(type, row));
            if (!exported) {
                releaseAfter(last, row);
            }
        }
    }

    private void releaseAfter(int piece, int row) {
        releases.computeIfAbsent(piece, _ -> new ArrayList<>()).add(row);
    }

    private static List<Statement.Merge> mergesOfNextGuard(List<Piece> pieces, int index) {
        int guard = pieces.get(index + 1).guard();
        if (guard == Segment.ALWAYS) {
            return List.of();
        }
        // a guard of several pieces merges in its last one
        return pieces.subList(index + 1, pieces.size()).stream()
                .takeWhile(piece -> piece.guard() == guard)
                .flatMap(piece -> piece.merges().stream())
                .toList();
    }

    /// The merge's row starts as `otherwise`, which is all there is to do where the guard is skipped.
    private void prepare(Statement.Merge merge, List<Action> actions) {
        boolean exported = exports.contains(merge.result());
        int row = exported ? plan.exported(merge.result()) : kernel.row();
        actions.add(new Action.Put(merge.otherwise(), merge.type(), new Target.ToRow(row)));
        laterSources.put(merge.result(), new Source.InRow(merge.type(), row));
        if (!exported) {
            releaseAfter(lastPiece.get(merge.result()), row);
        }
    }

    private void merge(int guard, Statement.Merge merge, List<Action> actions) {
        // the result's row holds `otherwise`; the new value needs a name of its own
        int merged = ~merge.result();
        int row = ((Source.InRow) laterSources.get(merge.result())).row();
        actions.add(new Action.Do(new Statement.Compute(
                merged, merge.type(), ScalarOp.SELECT, List.of(guard, merge.taken(), merge.result()))));
        actions.add(new Action.Put(merged, merge.type(), new Target.ToRow(row)));
    }

    /// Exports that are no results of a computation.
    private void exportLeaves(List<Action> actions) {
        for (int value : exports) {
            if (!laterSources.containsKey(value)) {
                actions.add(new Action.Put(value, plan.type(value), new Target.ToRow(plan.exported(value))));
            }
        }
    }

    /// Sources as one segment sees them: what it computes itself is not among them.
    Map<Integer, Source> sourcesOf(Segment segment) {
        Map<Integer, Source> seen = new HashMap<>(laterSources);
        for (Action action : segment.actions()) {
            if (action instanceof Action.Do(var compute)) {
                seen.remove(compute.result());
            }
        }
        seen.putAll(plan.sources);
        return seen;
    }
}
