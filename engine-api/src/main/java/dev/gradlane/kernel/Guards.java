package dev.gradlane.kernel;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/// Puts what only one arm of selects needs into a region that a backend may skip: argument reduction of huge angles,
/// tails, the values of masked elements. Selects of one condition share a region; regions nest.
final class Guards {
    /// Instructions that are worth a test and a branch, which also end what an emitter may interleave.
    static final int DEAR = 32;

    /// Where the other arm takes fewer instructions than this it is the rare one (log of what is not positive), and the
    /// dear one the way of almost every element.
    private static final int WAY = 6;

    private int fresh;

    private Guards(int fresh) {
        this.fresh = fresh;
    }

    static Kernel of(Kernel kernel) {
        Guards guards = new Guards(Statements.highest(kernel.body()) + 1);
        Block body = guards.block(kernel.body(), Set.of());
        return new Kernel(kernel.name(), kernel.layout(), kernel.parallel(), body);
    }

    /// @param live values of the block that leave it
    private Block block(Block block, Set<Integer> live) {
        List<Statement> statements = new ArrayList<>();
        for (Statement s : block.statements()) {
            statements.add(
                    switch (s) {
                        case Statement.Loop(var axes, var chunk, Block body, var accumulators) -> {
                            Set<Integer> elements = new HashSet<>();
                            accumulators.forEach(a -> elements.addAll(a.elements()));
                            // operands of a matrix product are packed: every element is needed
                            boolean packed = accumulators.stream().anyMatch(a -> a.order() == Order.CHAIN);
                            Block inner = packed ? body : block(body, elements);
                            yield new Statement.Loop(axes, chunk, inner, accumulators);
                        }
                        case Statement.Each(var axes, Block body) -> new Statement.Each(axes, block(body, Set.of()));
                        case Statement.Recurrence(Axis axis, boolean reversed, var carried, Block body) ->
                            new Statement.Recurrence(
                                    axis, reversed, carried, block(body, Set.copyOf(Statements.nexts(carried))));
                        case Statement.Repeat(
                                var carried,
                                Block test,
                                int condition,
                                Block body,
                                long bound,
                                Index sample,
                                int node) ->
                            new Statement.Repeat(
                                    carried,
                                    block(test, Set.of(condition)),
                                    condition,
                                    block(body, Set.copyOf(Statements.nexts(carried))),
                                    bound,
                                    sample,
                                    node);
                        case Statement other -> other;
                    });
        }
        Optional<List<Statement>> guarded = guard(statements, live);
        return guarded.map(list -> block(new Block(list), live)).orElse(new Block(statements));
    }

    /// A condition and the arm (operand 1 or 2) that it selects.
    private record Arm(int condition, int operand) {}

    /// The block with its dearest region as a guard, if it has one.
    private Optional<List<Statement>> guard(List<Statement> statements, Set<Integer> live) {
        Map<Integer, List<Integer>> users = new HashMap<>();
        Map<Integer, Integer> definition = new HashMap<>();
        Map<Arm, Set<Integer>> arms = new LinkedHashMap<>();
        for (int i = 0; i < statements.size(); i++) {
            int at = i;
            Statement s = statements.get(i);
            Statements.uses(s)
                    .forEach(v ->
                            users.computeIfAbsent(v, _ -> new ArrayList<>()).add(at));
            Statements.results(s).forEach(v -> definition.put(v, at));
            if (s instanceof Statement.Compute(int _, DType _, ScalarOp op, var x) && op == ScalarOp.SELECT) {
                for (int operand = 1; operand <= 2; operand++) {
                    arms.computeIfAbsent(new Arm(x.getFirst(), operand), _ -> new TreeSet<>())
                            .add(i);
                }
            }
        }
        List<Region> regions = new ArrayList<>();
        arms.forEach((arm, selects) -> {
            regions.add(region(statements, users, definition, live, arm, selects));
            if (selects.size() > 1) {
                selects.forEach(s -> regions.add(region(statements, users, definition, live, arm, Set.of(s))));
            }
        });
        regions.removeIf(r -> r.cost(statements) < DEAR || isWay(statements, definition, r));
        regions.sort(Comparator.comparingLong((Region r) -> -r.cost(statements)));
        for (Region region : regions) {
            Optional<List<Statement>> ordered = ordered(statements, region);
            if (ordered.isPresent()) {
                return ordered;
            }
        }
        return Optional.empty();
    }

    /// @param body positions of the statements that only `arm` of `selects` needs
    private record Region(Arm arm, Set<Integer> selects, Set<Integer> body) {
        long cost(List<Statement> statements) {
            return body.stream()
                    .filter(i -> statements.get(i) instanceof Statement.Compute
                            || statements.get(i) instanceof Statement.Guard)
                    .count();
        }
    }

    private static boolean isWay(List<Statement> statements, Map<Integer, Integer> definition, Region region) {
        TreeSet<Integer> open = new TreeSet<>();
        for (int select : region.selects()) {
            Integer at = definition.get(
                    operands(statements.get(select)).get(3 - region.arm().operand()));
            if (at != null) {
                open.add(at);
            }
        }
        int cost = 0;
        while (!open.isEmpty() && cost < WAY) {
            Statement s = statements.get(open.pollLast());
            cost += s instanceof Statement.Compute ? 1 : 0;
            Statements.uses(s).stream()
                    .filter(definition::containsKey)
                    .map(definition::get)
                    .forEach(open::add);
        }
        return cost < WAY;
    }

    /// From the arms down: a statement belongs to the region if all its users do.
    private static Region region(
            List<Statement> statements,
            Map<Integer, List<Integer>> users,
            Map<Integer, Integer> definition,
            Set<Integer> live,
            Arm arm,
            Set<Integer> selects) {
        Set<Integer> body = new TreeSet<>();
        TreeSet<Integer> open = new TreeSet<>();
        for (int select : selects) {
            Integer at = definition.get(operands(statements.get(select)).get(arm.operand()));
            if (at != null) {
                open.add(at);
            }
        }
        while (!open.isEmpty()) {
            int at = open.pollLast();
            Statement s = statements.get(at);
            boolean pure =
                    s instanceof Statement.Compute || s instanceof Statement.Load || s instanceof Statement.Guard;
            boolean only = pure
                    && Statements.results(s).stream()
                            .allMatch(v -> !live.contains(v)
                                    && users.getOrDefault(v, List.of()).stream()
                                            .allMatch(u -> body.contains(u)
                                                    || selects.contains(u) && isArm(statements.get(u), arm, v)));
            if (only) {
                body.add(at);
                Statements.uses(s).stream()
                        .filter(definition::containsKey)
                        .map(definition::get)
                        .forEach(open::add);
            }
        }
        return new Region(arm, selects, body);
    }

    private static List<Integer> operands(Statement select) {
        return ((Statement.Compute) select).operands();
    }

    /// True if the select uses `value` as this arm and as nothing else.
    private static boolean isArm(Statement select, Arm arm, int value) {
        List<Integer> x = operands(select);
        return x.get(arm.operand()) == value && x.get(3 - arm.operand()) != value && x.getFirst() != value;
    }

    /// The statements with the region as a guard, in an order in which all is defined before it is used; empty where
    /// the region needs what its own selects give.
    private Optional<List<Statement>> ordered(List<Statement> statements, Region region) {
        Set<Integer> inside = new HashSet<>();
        region.body().forEach(i -> inside.addAll(Statements.results(statements.get(i))));
        List<Statement.Merge> merges = new ArrayList<>();
        Set<Integer> replaced = new HashSet<>(region.body());
        int position = Integer.MAX_VALUE;
        for (int i : region.selects()) {
            Statement.Compute select = (Statement.Compute) statements.get(i);
            int taken = select.operands().get(region.arm().operand());
            if (inside.contains(taken)) {
                int otherwise = select.operands().get(3 - region.arm().operand());
                merges.add(new Statement.Merge(select.result(), select.type(), taken, otherwise));
                replaced.add(i);
                position = Math.min(position, i);
            }
        }
        List<Statement> body = region.body().stream().map(statements::get).toList();
        Set<Integer> leaving = new HashSet<>();
        merges.forEach(m -> leaving.add(m.taken()));
        List<Statement> nodes = new ArrayList<>();
        int condition = region.arm().condition();
        int not = fresh;
        if (region.arm().operand() == 2) {
            condition = not;
        }
        for (int i = 0; i < statements.size(); i++) {
            if (i == position) {
                if (condition == not) {
                    nodes.add(new Statement.Compute(
                            not, DType.BOOL, ScalarOp.NOT, List.of(region.arm().condition())));
                }
                nodes.add(new Statement.Guard(condition, block(new Block(body), leaving), merges));
            }
            if (!replaced.contains(i)) {
                nodes.add(statements.get(i));
            }
        }
        Optional<List<Statement>> sorted = sorted(nodes);
        fresh += sorted.isPresent() && condition == not ? 1 : 0;
        return sorted;
    }

    /// Definitions before uses, otherwise as they stand.
    private static Optional<List<Statement>> sorted(List<Statement> nodes) {
        Map<Integer, Integer> definition = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (int v : Statements.results(nodes.get(i))) {
                definition.put(v, i);
            }
        }
        int[] waits = new int[nodes.size()];
        List<List<Integer>> followers = new ArrayList<>();
        nodes.forEach(_ -> followers.add(new ArrayList<>()));
        for (int i = 0; i < nodes.size(); i++) {
            for (int v : Statements.uses(nodes.get(i))) {
                if (definition.containsKey(v)) {
                    followers.get(definition.get(v)).add(i);
                    waits[i]++;
                }
            }
        }
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < waits.length; i++) {
            if (waits[i] == 0) {
                ready.add(i);
            }
        }
        List<Statement> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.poll();
            sorted.add(nodes.get(next));
            for (int follower : followers.get(next)) {
                if (--waits[follower] == 0) {
                    ready.add(follower);
                }
            }
        }
        return sorted.size() == nodes.size() ? Optional.of(sorted) : Optional.empty();
    }
}
