package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Prune;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How a sparse Jacobian is computed by few derivatives: columns of one colour are pushed together, or rows of one
/// colour pulled together.
///
/// | by | compressed | shape | entry (i, j) stands at |
/// |---|---|---|---|
/// | columns | C\[c, i] = Σ of J\[i, j] over the columns j of colour c | \[colours] ++ y.shape | \[colour of j, i] |
/// | rows | C\[c, j] = Σ of J\[i, j] over the rows i of colour c | \[colours] ++ x.shape | \[colour of i, j] |
///
/// Each of these sums has one term that is not 0 by structure, where the entry is read. Of a symmetric matrix, whose
/// columns are grouped with fewer colours ([#symmetric]), an entry for which that does not hold is read as entry (j,
/// i). An entry has the bits that it has in
/// [Jacobian#forward], or by rows in [Jacobian#reverse], if the pattern holds what [Dependence] finds: what the
/// other columns of a colour add to a row's intermediate values is never read.
public final class Compression {
    private final Sparsity pattern;
    private final boolean byColumns;
    private final Colouring colouring;
    private final int[] positions;

    private Compression(Sparsity pattern, boolean byColumns, Colouring colouring) {
        this.pattern = pattern;
        this.byColumns = byColumns;
        this.colouring = colouring;
        this.positions = new int[pattern.size()];
        int[] ofColour = new int[colouring.count()];
        for (int i = 0; i < pattern.rows(); i++) {
            for (int e = pattern.start(i); byColumns && e < pattern.start(i + 1); e++) {
                ofColour[colour(pattern.column(e))]++;
            }
            for (int e = pattern.start(i); e < pattern.start(i + 1); e++) {
                int j = pattern.column(e);
                boolean isAlone = byColumns && ofColour[colour(j)] == 1;
                int size = byColumns ? pattern.rows() : pattern.columns();
                positions[e] = isAlone ? colour(j) * size + i : colour(i) * size + j;
            }
            Arrays.fill(ofColour, 0);
        }
    }

    /// By columns, or by rows if these take fewer colours.
    public static Compression of(Sparsity pattern) {
        Compression columns = byColumns(pattern);
        Colouring rows = Colouring.of(pattern.transpose());
        return rows.count() < columns.colouring.count() ? new Compression(pattern, false, rows) : columns;
    }

    /// Columns that share no row get one colour: for forward mode.
    public static Compression byColumns(Sparsity pattern) {
        return new Compression(pattern, true, Colouring.of(pattern));
    }

    /// For forward mode of a gradient: by columns, or by a star colouring if it takes fewer colours. Then an entry
    /// may be read from its mirror image: they are equal but for rounding.
    ///
    /// @param pattern of a square matrix; where it has an entry it gets the mirror image too
    public static Compression symmetric(Sparsity pattern) {
        Sparsity both = pattern.with(pattern.transpose());
        Colouring star = StarColouring.of(both);
        Compression columns = byColumns(both);
        return star.count() < columns.colouring.count() ? new Compression(both, true, star) : columns;
    }

    /// The pattern of the matrix.
    public Sparsity pattern() {
        return pattern;
    }

    /// Whether columns are grouped (forward mode), or rows (reverse mode).
    public boolean isByColumns() {
        return byColumns;
    }

    /// Number of derivatives that are taken.
    public int colours() {
        return colouring.count();
    }

    /// The colour of a column, or of a row.
    public int colour(int index) {
        return colouring.colours().get(index);
    }

    /// Where entry `e` of the pattern stands among the elements of the compressed Jacobian, row-major.
    public int position(int e) {
        return positions[e];
    }

    /// The compressed Jacobian.
    ///
    /// @param graph one output, float
    /// @param wrt an input, float
    /// @return inputs: `graph`'s; one output
    public Graph apply(Graph graph, int wrt) {
        Graph derivative = byColumns ? Jvp.of(graph, List.of(wrt)) : Vjp.of(graph, List.of(wrt));
        Graph one = Prune.of(new Graph(
                derivative.name(), derivative.nodes(), derivative.outputs().subList(1, 2)));
        TensorType direction =
                byColumns ? graph.inputTypes().get(wrt) : graph.outputTypes().getFirst();
        GraphBuilder b = new GraphBuilder(graph.name() + ".jacobian");
        List<Expr> arguments = new ArrayList<>();
        for (Node node : graph.inputs()) {
            Op.Input input = (Op.Input) node.op();
            arguments.add(b.at(node.origin()).input(input.name(), input.type()));
        }
        arguments.add(UnitVectors.sums(b, direction, colouring));
        Graph many = Jacobian.alongLast(one, Shape.of(colouring.count()));
        return b.output(
                        "d_" + graph.outputs().getFirst().name(),
                        b.inline(many, arguments).getFirst())
                .build();
    }
}
