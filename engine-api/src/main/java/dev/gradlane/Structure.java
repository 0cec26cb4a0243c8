package dev.gradlane;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// How a value of a user's type `T` (a [Tensor], or a record, list or string-keyed map of such, nested) is
/// a list of tensors: what lets results be typed and inputs be chosen by accessor. Derived from an
/// instance, the *prototype*.
final class Structure<T> {
    private final Shape shape;
    private final T prototype;
    private final List<String> names;

    /// The tree without its leaves.
    private sealed interface Shape {
        record Leaf() implements Shape {}

        record Fields(Class<?> type, List<String> names, List<Shape> children) implements Shape {}

        record Items(List<Shape> children) implements Shape {}

        record Entries(List<String> keys, List<Shape> children) implements Shape {}
    }

    private Structure(Shape shape, T prototype, List<String> names) {
        this.shape = shape;
        this.prototype = prototype;
        this.names = List.copyOf(names);
    }

    /// @throws IllegalArgumentException if a part of `prototype` is neither tensor, record, list nor map
    static <T> Structure<T> of(T prototype) {
        List<String> names = new ArrayList<>();
        return new Structure<>(shapeOf(prototype, "", names), prototype, names);
    }

    T prototype() {
        return prototype;
    }

    /// A name for each leaf: `spot`, `model.weights`, `layers.0.bias`; of a lone tensor `x`.
    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    /// The leaves of `value` in order.
    ///
    /// @throws IllegalArgumentException if `value` is not built like the prototype
    List<Tensor> flatten(T value) {
        List<Tensor> leaves = new ArrayList<>();
        collect(shape, value, "", leaves);
        return leaves;
    }

    /// The value with these leaves; it has the prototype's type.
    @SuppressWarnings("unchecked")
    T unflatten(List<Tensor> leaves) {
        return (T) rebuild(shape, leaves.iterator());
    }

    /// The same structure over other prototypes.
    Structure<T> withLeaves(List<Tensor> leaves) {
        return new Structure<>(shape, unflatten(leaves), names);
    }

    /// The leaves that `accessor` picks, as their indices here and their own structure.
    <G> Selection<G> select(Function<? super T, ? extends G> accessor) {
        G chosen = accessor.apply(prototype);
        Structure<G> structure = Structure.of(chosen);
        List<Tensor> mine = flatten(prototype);
        List<Integer> indices = new ArrayList<>();
        for (Tensor leaf : structure.flatten(chosen)) {
            int index = -1;
            for (int i = 0; i < mine.size(); i++) {
                index = mine.get(i) == leaf ? i : index;
            }
            if (index < 0) {
                throw new IllegalArgumentException("an accessor must return inputs of the function (" + names
                        + "), such as Option::spot, not something computed from them");
            }
            indices.add(index);
        }
        return new Selection<>(List.copyOf(indices), structure);
    }

    record Selection<G>(List<Integer> indices, Structure<G> structure) {}

    private static Shape shapeOf(Object part, String path, List<String> names) {
        return switch (part) {
            case Tensor _ -> {
                names.add(path.isEmpty() ? "x" : path);
                yield new Shape.Leaf();
            }
            case Record parts -> {
                List<String> fields = new ArrayList<>();
                List<Shape> children = new ArrayList<>();
                for (RecordComponent component : parts.getClass().getRecordComponents()) {
                    fields.add(component.getName());
                    children.add(shapeOf(read(component, parts), join(path, component.getName()), names));
                }
                yield new Shape.Fields(parts.getClass(), fields, children);
            }
            case List<?> parts -> {
                List<Shape> children = new ArrayList<>();
                for (int i = 0; i < parts.size(); i++) {
                    children.add(shapeOf(parts.get(i), join(path, Integer.toString(i)), names));
                }
                yield new Shape.Items(children);
            }
            case Map<?, ?> parts -> {
                List<String> keys = new ArrayList<>();
                List<Shape> children = new ArrayList<>();
                parts.forEach((key, child) -> {
                    keys.add((String) key);
                    children.add(shapeOf(child, join(path, (String) key), names));
                });
                yield new Shape.Entries(keys, children);
            }
            case null -> throw new IllegalArgumentException("'" + path + "' of the prototype is null");
            default ->
                throw new IllegalArgumentException(
                        "'" + path + "' is a " + part.getClass().getName()
                                + ": inputs and results are Tensor, or a record, List or Map of such");
        };
    }

    private static void collect(Shape shape, Object part, String path, List<Tensor> into) {
        switch (shape) {
            case Shape.Leaf _ when part instanceof Tensor tensor -> into.add(tensor);
            case Shape.Fields(Class<?> type, List<String> _, List<Shape> children)
            when type.isInstance(part) -> {
                RecordComponent[] components = type.getRecordComponents();
                for (int i = 0; i < components.length; i++) {
                    collect(children.get(i), read(components[i], part), join(path, components[i].getName()), into);
                }
            }
            case Shape.Items(List<Shape> children)
            when part instanceof List<?> list && list.size() == children.size() -> {
                for (int i = 0; i < children.size(); i++) {
                    collect(children.get(i), list.get(i), join(path, Integer.toString(i)), into);
                }
            }
            case Shape.Entries(List<String> keys, List<Shape> children)
            when part instanceof Map<?, ?> map && map.keySet().containsAll(keys) && map.size() == keys.size() -> {
                for (int i = 0; i < keys.size(); i++) {
                    collect(children.get(i), map.get(keys.get(i)), join(path, keys.get(i)), into);
                }
            }
            case Shape other ->
                throw new IllegalArgumentException((path.isEmpty() ? "the argument" : "'" + path + "'") + " should be "
                        + describe(other) + ", as in the prototype, but is " + part);
        }
    }

    private static String describe(Shape shape) {
        return switch (shape) {
            case Shape.Leaf() -> "a Tensor";
            case Shape.Fields(Class<?> type, List<String> _, List<Shape> _) -> "a " + type.getSimpleName();
            case Shape.Items(List<Shape> children) -> "a list of " + children.size();
            case Shape.Entries(List<String> keys, List<Shape> _) -> "a map with the keys " + keys;
        };
    }

    private static Object rebuild(Shape shape, Iterator<Tensor> leaves) {
        return switch (shape) {
            case Shape.Leaf() -> leaves.next();
            case Shape.Fields(Class<?> type, List<String> _, List<Shape> children) ->
                construct(type, children.stream().map(c -> rebuild(c, leaves)).toArray());
            case Shape.Items(List<Shape> children) ->
                children.stream().map(c -> rebuild(c, leaves)).toList();
            case Shape.Entries(List<String> keys, List<Shape> children) -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = 0; i < keys.size(); i++) {
                    map.put(keys.get(i), rebuild(children.get(i), leaves));
                }
                yield Collections.unmodifiableMap(map);
            }
        };
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static Object read(RecordComponent component, Object owner) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw inaccessible(owner.getClass(), e);
        }
    }

    private static Object construct(Class<?> type, Object[] arguments) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the constructor of " + type.getName() + " refused tensors: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw inaccessible(type, e);
        }
    }

    private static IllegalArgumentException inaccessible(Class<?> type, Exception cause) {
        return new IllegalArgumentException(
                "cannot read or build record " + type.getName() + ": in a named module, add 'opens "
                        + type.getPackageName() + " to dev.gradlane;' to its module-info",
                cause);
    }
}
