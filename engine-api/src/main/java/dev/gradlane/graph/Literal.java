package dev.gradlane.graph;

import java.util.Arrays;

/// The elements of a constant, as bits of its element type.
public sealed interface Literal {
    /// One element everywhere: legal for any shape, also a symbolic one.
    record Splat(long bits) implements Literal {}

    /// One element per position, row-major; for fixed shapes. Owns its array.
    final class Dense implements Literal {
        private final long[] bits;
        private final int hash;

        /// Elements row-major, by their bits.
        public Dense(long... bits) {
            this.bits = bits.clone();
            this.hash = Arrays.hashCode(bits);
        }

        /// Number of elements.
        public int size() {
            return bits.length;
        }

        /// The bits of an element.
        public long bits(int index) {
            return bits[index];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Dense d && Arrays.equals(bits, d.bits);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public String toString() {
            return "Dense(" + bits.length + " elements)";
        }
    }
}
