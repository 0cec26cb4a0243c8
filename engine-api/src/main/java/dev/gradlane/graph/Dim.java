package dev.gradlane.graph;

/// The extent of one axis: a number, or a symbol whose size is known when the graph runs.
public sealed interface Dim {
    /// An extent known when the graph is built; 0 is legal.
    record Fixed(long size) implements Dim {
        public Fixed {
            if (size < 0) {
                throw new GraphException("an extent must not be negative, got " + size);
            }
        }

        @Override
        public String toString() {
            return Long.toString(size);
        }
    }

    /// An extent known when the graph runs; every axis of one graph with this symbol has the same size.
    record Symbol(String name) implements Dim {
        public Symbol {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new GraphException("a symbol is a letter followed by letters, digits, _: got '" + name + "'");
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// A fixed extent.
    static Dim of(long size) {
        return new Fixed(size);
    }

    /// An extent that a run binds.
    static Dim symbol(String name) {
        return new Symbol(name);
    }

    /// True for the fixed extent `size`.
    default boolean is(long size) {
        return this instanceof Fixed(long s) && s == size;
    }
}
