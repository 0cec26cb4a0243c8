package dev.gradlane.cli.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A layered drawing: every edge goes to a layer further right, and passes a *bend* in each layer between.
/// Layers are ordered by the mean place of the neighbours, sweeping back and forth (Sugiyama, Tagawa, Toda
/// 1981), then moved towards their neighbours as far as the distance within a layer allows.
final class Placement {
    private static final int SWEEPS = 12;
    /// Distance of vertices in a layer; bends need less.
    private static final double ROW = 78;

    private static final double BEND_ROW = 44;

    private final Circuit circuit;
    private final List<List<Integer>> layers = new ArrayList<>();
    private final List<List<Integer>> bends = new ArrayList<>();
    private final Map<Integer, List<Integer>> left = new HashMap<>();
    private final Map<Integer, List<Integer>> right = new HashMap<>();
    private int[] layerOf;
    private double[] y;

    Placement(Circuit circuit) {
        this.circuit = circuit;
        this.layerOf = layerOf();
        addBends();
        this.y = new double[layerOf.length];
        order();
        settle();
    }

    int layers() {
        return layers.size();
    }

    int layer(int place) {
        return layerOf[place];
    }

    double y(int place) {
        return y[place];
    }

    double height() {
        return Arrays.stream(y).max().orElse(0);
    }

    /// The places that an edge passes: its ends and the bends between.
    List<Integer> path(int edge) {
        List<Integer> path = new ArrayList<>();
        path.add(circuit.edges().get(edge).from());
        path.addAll(bends.get(edge));
        path.add(circuit.edges().get(edge).to());
        return path;
    }

    /// The longest way from a source; then each source moves next to its first use.
    private int[] layerOf() {
        int[] layer = new int[circuit.vertices().size()];
        circuit.edges().forEach(e -> layer[e.to()] = Math.max(layer[e.to()], layer[e.from()] + 1));
        int[] near = layer.clone();
        Arrays.setAll(
                near,
                v -> isSource(v)
                        ? circuit.edges().stream()
                                .filter(e -> e.from() == v)
                                .mapToInt(e -> layer[e.to()] - 1)
                                .min()
                                .orElse(0)
                        : layer[v]);
        return near;
    }

    private boolean isSource(int vertex) {
        return circuit.edges().stream().noneMatch(e -> e.to() == vertex);
    }

    private void addBends() {
        int next = layerOf.length;
        List<Integer> layer = new ArrayList<>();
        for (int l : layerOf) {
            layer.add(l);
        }
        for (Circuit.Edge edge : circuit.edges()) {
            List<Integer> path = new ArrayList<>();
            int from = edge.from();
            for (int l = layerOf[edge.from()] + 1; l < layerOf[edge.to()]; l++) {
                layer.add(l);
                connect(from, next);
                from = next;
                path.add(next++);
            }
            connect(from, edge.to());
            bends.add(path);
        }
        layerOf = layer.stream().mapToInt(Integer::intValue).toArray();
        for (int place = 0; place < layerOf.length; place++) {
            while (layers.size() <= layerOf[place]) {
                layers.add(new ArrayList<>());
            }
            layers.get(layerOf[place]).add(place);
        }
    }

    private void connect(int from, int to) {
        right.computeIfAbsent(from, _ -> new ArrayList<>()).add(to);
        left.computeIfAbsent(to, _ -> new ArrayList<>()).add(from);
    }

    private void order() {
        layers.forEach(this::spread);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            for (List<Integer> layer : forward ? layers : layers.reversed()) {
                Map<Integer, Double> wish = new HashMap<>();
                layer.forEach(place -> wish.put(place, mean(place, forward ? left : right)));
                layer.sort(Comparator.comparing(wish::get));
                spread(layer);
            }
        }
    }

    private void spread(List<Integer> layer) {
        double at = 0;
        for (int i = 0; i < layer.size(); i++) {
            at += i == 0 ? 0 : distance(layer.get(i - 1), layer.get(i));
            y[layer.get(i)] = at;
        }
    }

    private double distance(int above, int below) {
        int vertices = circuit.vertices().size();
        return above < vertices && below < vertices ? ROW : BEND_ROW;
    }

    private double mean(int place, Map<Integer, List<Integer>> neighbours) {
        List<Integer> near = neighbours.getOrDefault(place, List.of());
        return near.stream().mapToDouble(n -> y[n]).average().orElse(y[place]);
    }

    private void settle() {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            for (List<Integer> layer : forward ? layers : layers.reversed()) {
                double[] wish = layer.stream()
                        .mapToDouble(p -> (mean(p, left) + mean(p, right)) / 2)
                        .toArray();
                double shift = 0;
                for (int i = 0; i < wish.length; i++) {
                    double least = i == 0 ? wish[0] : y[layer.get(i - 1)] + distance(layer.get(i - 1), layer.get(i));
                    y[layer.get(i)] = Math.max(wish[i], least);
                    shift += (wish[i] - y[layer.get(i)]) / wish.length;
                }
                for (int place : layer) {
                    y[place] += shift;
                }
            }
        }
        double top = Arrays.stream(y).min().orElse(0);
        Arrays.setAll(y, place -> y[place] - top);
    }
}
