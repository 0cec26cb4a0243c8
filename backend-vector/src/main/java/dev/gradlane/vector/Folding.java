package dev.gradlane.vector;

/// One accumulator of a loop whose cell is one point: it takes the loop's elements in order, some at a time. What it
/// remembers between calls lies in the thread's memory.
interface Folding {
    /// @param n elements that will come
    void begin(Scope scope, long n);

    /// Takes elements number `at` to `at` + `count` − 1.
    ///
    /// @param x address of the elements, one after the other
    /// @param y of the second elements of a product
    void add(Scope scope, long x, long y, long at, long count);

    /// Writes the result to `to`, once all `n` elements were taken.
    void finish(Scope scope, long n, long to);
}
