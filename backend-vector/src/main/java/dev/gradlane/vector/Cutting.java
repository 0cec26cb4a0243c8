package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Cuts straight-line statements into pieces of 50 to 100 vector instructions that become one method each: HotSpot's
/// time for a method grows faster than the method, and past 8000 bytes it gives up. A cut is made where the fewest
/// values cross it. A guard with a large body is a piece of its own, or several; a small one is computed always.
final class Cutting {
    private static final Limits LIMITS = new Limits(50, 100);
    /// Most instructions of a common route that stays whole.
    private static final int WHOLE = 80;
    /// Of a longer one: in a short piece the processor overlaps more points, by which a long chain of dependent
    /// instructions gains more than its rows cost (`pow`, 99 instructions, a sixth; `tan`, 61, would lose a tenth).
    private static final Limits SHORT = new Limits(30, 40);

    /// Instructions that cost less than a method of their own.
    private static final int SMALL_GUARD = 16;

    /// Neighbouring statements; `merges` are those of a guard that ends here.
    record Piece(int guard, List<Statement> statements, List<Statement.Merge> merges) {}

    /// Instructions of a piece.
    private record Limits(int smallest, int largest) {}

    private Cutting() {}

    /// @param kept values that are used after the last statement
    static List<Piece> of(List<Statement> statements, Set<Integer> kept) {
        return of(statements, kept, LIMITS);
    }

    /// The same of a common route.
    static List<Piece> ofCommon(CommonPath path, Set<Integer> kept) {
        boolean whole = path.statements().stream().mapToInt(Cutting::cost).sum() <= WHOLE;
        return of(path.statements(), kept, whole ? LIMITS : SHORT);
    }

    private static List<Piece> of(List<Statement> statements, Set<Integer> kept, Limits limits) {
        List<Piece> pieces = pieces(statements);
        Map<Integer, Integer> lastUse = new HashMap<>();
        int time = 0;
        for (Piece piece : pieces) {
            for (Statement statement : piece.statements()) {
                for (int use : Uses.of(statement)) {
                    lastUse.put(use, time);
                }
                time++;
            }
            for (Statement.Merge merge : piece.merges()) {
                lastUse.put(merge.taken(), time - 1);
            }
        }
        kept.forEach(value -> lastUse.put(value, Integer.MAX_VALUE));
        List<Piece> cut = new ArrayList<>();
        int first = 0;
        for (Piece piece : pieces) {
            cut(piece, first, lastUse, limits, cut);
            first += piece.statements().size();
        }
        return cut;
    }

    private static List<Piece> pieces(List<Statement> statements) {
        List<Piece> pieces = new ArrayList<>();
        List<Statement> plain = new ArrayList<>();
        for (Statement statement : statements) {
            if (!(statement instanceof Statement.Guard guard)) {
                plain.add(statement);
                continue;
            }
            List<Statement> body = new ArrayList<>();
            flatten(guard.body().statements(), body);
            if (body.stream().mapToInt(Cutting::cost).sum() <= SMALL_GUARD) {
                flatten(List.of(guard), plain);
            } else {
                pieces.add(new Piece(Segment.ALWAYS, List.copyOf(plain), List.of()));
                plain.clear();
                pieces.add(new Piece(guard.condition(), body, guard.merges()));
            }
        }
        pieces.add(new Piece(Segment.ALWAYS, plain, List.of()));
        return pieces;
    }

    /// Guards become selects.
    private static void flatten(List<Statement> statements, List<Statement> flat) {
        for (Statement statement : statements) {
            if (statement instanceof Statement.Guard guard) {
                flatten(guard.body().statements(), flat);
                for (Statement.Merge merge : guard.merges()) {
                    flat.add(new Statement.Compute(
                            merge.result(),
                            merge.type(),
                            ScalarOp.SELECT,
                            List.of(guard.condition(), merge.taken(), merge.otherwise())));
                }
            } else {
                flat.add(statement);
            }
        }
    }

    private static void cut(Piece piece, int first, Map<Integer, Integer> lastUse, Limits limits, List<Piece> cut) {
        List<Statement> all = piece.statements();
        int left = all.stream().mapToInt(Cutting::cost).sum();
        int start = 0;
        while (left > limits.largest()) {
            int best = bestEnd(all, start, first, lastUse, limits);
            for (int i = start; i < best; i++) {
                left -= cost(all.get(i));
            }
            cut.add(new Piece(piece.guard(), all.subList(start, best), List.of()));
            start = best;
        }
        cut.add(new Piece(piece.guard(), all.subList(start, all.size()), piece.merges()));
    }

    /// The end, among those that leave a good size, that the fewest computed values cross.
    private static int bestEnd(
            List<Statement> all, int start, int first, Map<Integer, Integer> lastUse, Limits limits) {
        Set<Integer> alive = new HashSet<>();
        int size = 0;
        int best = start + 1;
        int fewest = Integer.MAX_VALUE;
        for (int i = start; i < all.size(); i++) {
            Statement statement = all.get(i);
            size += cost(statement);
            if (size > limits.largest() && i > start) {
                break;
            }
            if (statement instanceof Statement.Compute compute) {
                alive.add(compute.result());
            }
            int now = first + i;
            alive.removeIf(value -> lastUse.getOrDefault(value, -1) <= now);
            if (size >= limits.smallest() && alive.size() <= fewest) {
                fewest = alive.size();
                best = i + 1;
            }
        }
        return best;
    }

    /// Vector instructions, roughly.
    static int cost(Statement statement) {
        return switch (statement) {
            case Statement.Compute(int _, DType type, Elementwise function, List<Integer> _) ->
                switch (function) {
                    case Lookup _ -> 5;
                    case ScalarOp op -> cost(op, type);
                    case dev.gradlane.graph.Composite _ -> 1;
                };
            case Statement.Guard guard ->
                guard.merges().size()
                        + guard.body().statements().stream()
                                .mapToInt(Cutting::cost)
                                .sum();
            case Statement.Load _, Statement.Store _, Statement.Position _ -> 1;
            case Statement.Constant _, Statement.Size _, Statement.Require _ -> 0;
            case Statement.Loop _, Statement.Each _, Statement.Gather _, Statement.Recurrence _, Statement.Repeat _ ->
                throw new IllegalStateException("no straight-line statement: " + statement);
        };
    }

    private static int cost(ScalarOp op, DType type) {
        return switch (op) {
            case FLOOR, CEIL, RINT, TRUNC -> 10;
            case BITS -> 4;
            case MUL_WIDE_U32 -> 3;
            case SELECT -> type == DType.BOOL ? 3 : 1;
            case ADD, SUB, MUL, DIV, FMA, NEG, ABS, SQRT, MIN, MAX -> 1;
            case LT, LE, GT, GE, EQ, NE, LTU, AND, OR, XOR, NOT, SHL, SHR, USHR -> 1;
            case TO_F32, TO_F64, TO_I32, TO_I64, RAW_BITS, FROM_BITS -> 1;
        };
    }
}
