package dev.gradlane.text;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Types, shapes and bracketed lists.
final class Types {
    private final Scanner in;

    Types(Scanner in) {
        this.in = in;
    }

    TensorType type() {
        int start = in.position();
        String name = in.word("an element type: f32, f64, i32, i64 or bool");
        DType dtype = DType.named(name)
                .orElseThrow(() ->
                        in.error(start, "expected an element type: f32, f64, i32, i64 or bool, found '" + name + "'"));
        return new TensorType(dtype, shape());
    }

    Shape shape() {
        return new Shape(list(GraphText.MAX_RANK, "axes", this::dim));
    }

    Dim dim() {
        int start = in.position();
        if (!in.isName()) {
            return Dim.of(in.number("an extent: a number or a symbol"));
        }
        try {
            return Dim.symbol(in.name("a symbol"));
        } catch (GraphException e) {
            throw in.error(start, e.getMessage());
        }
    }

    List<Integer> axes() {
        return list(GraphText.MAX_RANK, "axes", () -> in.smallNumber("an axis"));
    }

    List<Long> bits() {
        return list(Integer.MAX_VALUE, "elements", in::hex);
    }

    private <T> List<T> list(int most, String what, Supplier<T> element) {
        in.expect("[");
        List<T> list = new ArrayList<>();
        if (in.take("]")) {
            return list;
        }
        do {
            if (list.size() == most) {
                throw in.error(in.position(), "more than " + most + " " + what);
            }
            list.add(element.get());
        } while (in.take(","));
        in.expect("]");
        return list;
    }
}
