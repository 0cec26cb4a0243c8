package dev.gradlane;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Values made of tensors, as trees with tensors for leaves: a tensor, or a record, list or string-keyed map of such,
/// nested. What is done to every tensor of a model, such as a step of descent, is written once for all models.
///
/// ```java
/// Model descend(Model model, Model gradient) {
///     return Tree.map(model, gradient, (weight, slope) -> weight.minus(slope.times(0.1)));
/// }
/// ```
public final class Tree {
    private Tree() {}

    /// The tensors of `tree`: components of records in their order, elements of lists, entries of maps in theirs.
    public static <T> List<Tensor> leaves(T tree) {
        return Structure.of(tree).flatten(tree);
    }

    /// A tree built like `tree` with other leaves: the inverse of [#leaves].
    ///
    /// @throws IllegalArgumentException if there are more or fewer leaves than `tree` has
    public static <T> T of(T tree, List<Tensor> leaves) {
        Structure<T> structure = Structure.of(tree);
        if (leaves.size() != structure.size()) {
            throw new IllegalArgumentException(
                    "a tree of " + structure.size() + " tensors cannot be made of " + leaves.size());
        }
        return structure.unflatten(leaves);
    }

    /// `f` of every leaf.
    public static <T> T map(T tree, UnaryOperator<Tensor> f) {
        return of(tree, leaves(tree).stream().map(f).toList());
    }

    /// `f` of every pair of leaves.
    ///
    /// @throws IllegalArgumentException if `other` is not built like `tree`; the message names the part
    public static <T> T map(T tree, T other, BinaryOperator<Tensor> f) {
        List<Tensor> left = leaves(tree);
        List<Tensor> right = Structure.of(tree).flatten(other);
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            results.add(f.apply(left.get(i), right.get(i)));
        }
        return of(tree, results);
    }

    /// SHA-256 of the bits of all leaves in order, little-endian, with every NaN as the canonical one: two trees of
    /// values
    /// have one digest if they are equal to the bit. It says nothing of shapes.
    public static String digest(Object tree) {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (Tensor leaf : leaves(tree)) {
            sha.update(Elements.canonical(leaf.dtype(), leaf.value("digest").bits()));
        }
        return "sha256:" + HexFormat.of().formatHex(sha.digest());
    }
}
