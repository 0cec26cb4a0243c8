package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// What is to be known of the loops of an opened graph, found once.
final class Recurrences {
    /// A state of a loop, by numbers.
    record Place(int loop, int state) {}

    private final Opened opened;
    private final Map<Integer, Place> states = new HashMap<>();
    private final Map<Integer, Place> results = new HashMap<>();
    private final List<BitSet> inside = new ArrayList<>();
    private final Set<Integer> asked;

    Recurrences(Opened opened) {
        this.opened = opened;
        for (int i = 0; i < opened.loops().size(); i++) {
            Opened.Loop loop = opened.loops().get(i);
            for (int j = 0; j < loop.states().size(); j++) {
                states.put(loop.states().get(j).current(), new Place(i, j));
                results.put(loop.first() + j, new Place(i, j));
            }
        }
        for (Node node : opened.graph().nodes()) {
            node.values().forEach(value -> inside.add(insideOf(node, value)));
        }
        this.asked = asked(this, needed());
    }

    private BitSet insideOf(Node node, int value) {
        BitSet needs = new BitSet();
        node.operands().forEach(x -> needs.or(inside.get(x)));
        if (states.containsKey(value)) {
            needs.set(states.get(value).loop());
        }
        if (results.containsKey(value)) {
            needs.clear(results.get(value).loop());
        }
        if (opened.stacked().containsKey(value)) {
            needs.clear(opened.stacked().get(value));
        }
        return needs;
    }

    Opened.Loop loop(int number) {
        return opened.loops().get(number);
    }

    boolean isState(int value) {
        return states.containsKey(value);
    }

    Place state(int value) {
        return states.get(value);
    }

    boolean isResult(int value) {
        return results.containsKey(value);
    }

    Place result(int value) {
        return results.get(value);
    }

    boolean isStacked(int value) {
        return opened.stacked().containsKey(value);
    }

    /// Whether a value leaves a loop: its last state, or what its steps leave one by one.
    boolean leaves(int value) {
        return isResult(value) || isStacked(value);
    }

    /// The number of the loop that a value leaves.
    int left(int value) {
        return isResult(value) ? results.get(value).loop() : opened.stacked().get(value);
    }

    /// Whether a value exists in steps of a loop only, because it needs the loop's state.
    boolean isInside(int value) {
        return !inside.get(value).isEmpty();
    }

    /// The states, by coordinates, that an element of loop `number` needs: a last state or a value inside.
    Map<Integer, List<Index>> needed(int number, int value, List<Index> at) {
        Map<Integer, List<Index>> needed = new HashMap<>();
        Pointwise walk = new Pointwise();
        Set<Cone.Element> seen = new HashSet<>();
        Deque<Cone.Element> open = new ArrayDeque<>(List.of(new Cone.Element(value, at)));
        if (asksAll(loop(number))) {
            open.push(new Cone.Element(loop(number).condition().getAsInt(), List.of(Index.ZERO)));
        }
        while (!open.isEmpty()) {
            Cone.Element element = open.pop();
            if (!seen.add(element)) {
                continue;
            }
            if (isResult(element.value()) && left(element.value()) == number) {
                needed.put(result(element.value()).state(), element.at());
            }
            if (isState(element.value())) {
                Place place = state(element.value());
                int last = loop(place.loop()).first() + place.state();
                // an outer loop's state is one of the things that a step finds
                if (place.loop() == number || inside.get(last).get(number)) {
                    open.push(new Cone.Element(
                            last, element.at().subList(1, element.at().size())));
                }
            } else {
                Node node = opened.graph().definition(element.value());
                walk.operands(opened.graph(), node, element.value() - node.first(), element.at())
                        .elements()
                        .forEach((x, all) -> {
                            int operand = node.operands().get(x);
                            if (isInside(operand)) {
                                all.forEach(y -> open.push(new Cone.Element(operand, y)));
                            }
                        });
            }
        }
        return needed;
    }

    /// Values that the outputs need.
    BitSet needed() {
        BitSet needed = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        opened.graph().outputs().forEach(o -> open.push(o.value()));
        while (!open.isEmpty()) {
            int value = open.pop();
            if (!needed.get(value)) {
                needed.set(value);
                if (isState(value) || isResult(value)) {
                    Place place = isState(value) ? state(value) : result(value);
                    Opened.State state = loop(place.loop()).states().get(place.state());
                    List.of(state.initial(), state.next()).forEach(open::push);
                    loop(place.loop()).condition().ifPresent(open::push);
                } else {
                    opened.graph().definition(value).operands().forEach(open::push);
                }
            }
        }
        return needed;
    }

    /// Whether all cells have one condition, which has the loop's axis only.
    private boolean asksAll(Opened.Loop loop) {
        return loop.condition().isPresent()
                && opened.graph().type(loop.condition().getAsInt()).shape().rank() == 1;
    }

    /// Last states that are computed although nobody may read them: where no result has the shape of a loop's
    /// condition, none has a cell for each of its faults.
    Set<Integer> asked() {
        return asked;
    }

    private static Set<Integer> asked(Recurrences loops, BitSet needed) {
        Graph graph = loops.opened.graph();
        Set<Integer> asked = new HashSet<>();
        for (int i = 0; i < loops.opened.loops().size(); i++) {
            Opened.Loop loop = loops.loop(i);
            List<Integer> read = IntStream.range(
                            loop.first(), loop.first() + loop.states().size())
                    .filter(needed::get)
                    .boxed()
                    .toList();
            if (loop.condition().isPresent() && !read.isEmpty()) {
                int condition = loop.condition().getAsInt();
                Shape cells = graph.type(condition).shape().without(List.of(0));
                if (read.stream().noneMatch(v -> graph.type(v).shape().equals(cells))) {
                    List<Index> at = new ArrayList<>(List.of(Index.ZERO));
                    at.addAll(Root.point(
                            cells,
                            IntStream.range(0, Root.extents(cells).size())
                                    .mapToObj(Index::along)
                                    .toList()));
                    loops.needed(i, condition, at).keySet().stream()
                            .filter(j -> graph.type(loop.first() + j).shape().equals(cells))
                            .forEach(j -> asked.add(loop.first() + j));
                }
            }
        }
        return asked;
    }
}
