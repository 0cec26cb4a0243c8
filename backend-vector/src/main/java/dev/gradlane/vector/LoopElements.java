package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// The body of a loop: a tile of it is computed, then its elements lie in rows. Elements that are loaded and nothing
/// else can be read where they are instead.
final class LoopElements {
    /// @param value an accumulator's element
    /// @param access where it is loaded from, when it is
    /// @param spread a row for a value that is the same for all points; [Row#NONE] where the body makes a full row
    /// @param ofCell whether the row runs along cells that are visited one after the other
    record Element(int value, DType type, OptionalInt access, int row, int spread, boolean ofCell) {}

    private final Step body;
    private final List<Element> elements = new ArrayList<>();
    private final boolean loadsOnly;
    /// Accesses of the body: the first, and the one behind the last.
    private final int firstAccess;
    private final int endAccess;
    /// Whether nothing but accesses tells one point's cells from the next one's.
    private final boolean joins;
    private final int most;

    /// @param axis the lanes' axis
    LoopElements(KernelContext kernel, Statement.Loop loop, int axis) {
        Set<Integer> wanted = new LinkedHashSet<>();
        loop.accumulators().forEach(a -> wanted.addAll(a.elements()));
        Set<Integer> defined = new LinkedHashSet<>();
        loop.body().statements().forEach(s -> defined.addAll(Uses.definedBy(s)));
        Set<Integer> exports = new LinkedHashSet<>(wanted);
        exports.retainAll(defined);
        this.firstAccess = kernel.accesses().size();
        this.body = BlockSteps.of(kernel, loop.body(), axis, exports);
        for (int value : wanted) {
            Row row = kernel.row(value);
            OptionalInt access = OptionalInt.empty();
            for (Statement statement : loop.body().statements()) {
                if (statement instanceof Statement.Load load && load.result() == value && row.type() != DType.BOOL) {
                    access = OptionalInt.of(kernel.access(load.buffer(), load.type(), load.index()));
                }
            }
            boolean full = axis != Row.NONE && row.axis() == axis;
            boolean ofCell = !full && row.axis() != Row.NONE && row.axis() == kernel.rowCells();
            elements.add(new Element(value, row.type(), access, row.index(), full ? Row.NONE : kernel.row(), ofCell));
        }
        this.endAccess = kernel.accesses().size();
        this.joins = axis != Row.NONE && isStraight(loop) && readsNoRow(kernel, loop, axis, wanted, defined);
        boolean narrow = elements.stream().allMatch(e -> Rows.stored(e.type()).bytes() <= Integer.BYTES);
        this.most = narrow ? Math.min(body.most(), Rows.NARROW_TILE) : Rows.TILE;
        this.loadsOnly = loop.body().statements().stream().allMatch(s -> s instanceof Statement.Load)
                && elements.stream().allMatch(e -> e.access().isPresent());
    }

    private static boolean isStraight(Statement.Loop loop) {
        return loop.body().statements().stream().noneMatch(Uses::isLoop);
    }

    /// Whether nothing is needed that was computed before the loop for each cell.
    private static boolean readsNoRow(
            KernelContext kernel, Statement.Loop loop, int axis, Set<Integer> wanted, Set<Integer> defined) {
        Set<Integer> outside = new LinkedHashSet<>(wanted);
        loop.body().statements().forEach(s -> outside.addAll(Uses.of(s)));
        outside.removeAll(defined);
        return outside.stream()
                .noneMatch(v -> kernel.isBound(v) && kernel.row(v).axis() == axis);
    }

    /// Gives the rows of the body's results back, once everything that lives as long as the loop has its own.
    void release(KernelContext kernel, Statement.Loop loop) {
        Set<Integer> defined = new LinkedHashSet<>();
        loop.body().statements().forEach(s -> defined.addAll(Uses.definedBy(s)));
        for (Element element : elements) {
            if (defined.contains(element.value())) {
                kernel.release(element.row());
            }
            if (element.spread() != Row.NONE) {
                kernel.release(element.spread());
            }
        }
    }

    /// Numbers of the elements of an accumulator.
    int[] of(Accumulator accumulator) {
        int[] numbers = new int[2];
        for (int i = 0; i < numbers.length; i++) {
            int value = accumulator
                    .elements()
                    .get(Math.min(i, accumulator.elements().size() - 1));
            for (int e = 0; e < elements.size(); e++) {
                if (elements.get(e).value() == value) {
                    numbers[i] = e;
                }
            }
        }
        return numbers;
    }

    /// Whether every element is loaded and nothing else.
    boolean areLoads() {
        return loadsOnly;
    }

    /// Whether every element, being loaded, lies at one distance from that of the point before.
    boolean haveOnePitch(Scope scope, Points points) {
        for (Element element : elements) {
            if (points.pitch(scope, element.access().getAsInt()) < 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether the cells of a point, `cells` of them along `axis`, are followed by those of the next point in all
    /// that the body reads, so that it computes both as neighbours.
    boolean follow(Scope scope, Points points, int axis, int cells) {
        if (!joins) {
            return false;
        }
        for (int access = firstAccess; access < endAccess; access++) {
            if (points.pitch(scope, access) != scope.stride(access, axis) * cells) {
                return false;
            }
        }
        return true;
    }

    /// Whether every element can be read from memory, neighbours along `axis` side by side.
    boolean isDirect(Scope scope, int axis) {
        if (!loadsOnly || axis == Row.NONE) {
            return false;
        }
        for (Element element : elements) {
            int access = element.access().getAsInt();
            if (scope.stride(access, axis) != element.type().bytes() || scope.sized.isReversed(access)) {
                return false;
            }
        }
        return true;
    }

    /// The most points of one [#compute].
    int most() {
        return most;
    }

    int access(int element) {
        return elements.get(element).access().getAsInt();
    }

    int size() {
        return elements.size();
    }

    /// Where the elements of the current point lie in memory.
    void addresses(Scope scope, long[] to) {
        for (int e = 0; e < to.length; e++) {
            to[e] = scope.address(elements.get(e).access().getAsInt());
        }
    }

    /// Computes `count` points along the lanes' axis, and where their elements are.
    void compute(Scope scope, int count, long[] to) {
        body.run(scope, count);
        for (int e = 0; e < to.length; e++) {
            Element element = elements.get(e);
            to[e] = element.ofCell() ? scope.cell(element.row(), element.type()) : scope.row(element.row());
            if (element.spread() != Row.NONE) {
                Packing.load(Rows.stored(element.type()), to[e], 0, scope.row(element.spread()), count);
                to[e] = scope.row(element.spread());
            }
        }
    }
}
