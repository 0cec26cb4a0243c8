package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Contraction;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.ReductionTree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// A matrix product. A unit is a tile of the product of one batch:
///
/// ```text
/// for each block of 256 k
///     pack the tile's rows of the left operand and columns of the right one, with what is fused into them
///     for each panel of columns, for each few rows: ChainBlock, which adds to the tile's totals
/// epilogue, row by row, while the totals are in the cache
/// ```
final class MatrixCode implements KernelCode {
    private final Points batch;
    private final Points rows;
    private final Points columns;
    private final Points depth;
    private final DType type;
    private final Step invariant;
    private final Operand left;
    private final Operand right;
    private final Step epilogue;
    private final int totalRow;
    private final MatrixKernels kernels;
    private final MatrixTiles tiles;
    private final long leftMemory;
    private final long rightMemory;
    private final long sumMemory;
    private final long totalMemory;

    private MatrixCode(KernelContext kernel, Contraction product) {
        // a product with a vector: its rows become columns, so that they lie across the lanes
        boolean swapped = product.rightAxes().isEmpty();
        List<Axis> rowAxes = swapped ? List.of() : product.leftAxes();
        List<Axis> columnAxes = swapped ? product.leftAxes() : product.rightAxes();
        this.batch = Points.of(product.batchAxes());
        this.rows = Points.of(rowAxes);
        this.columns = Points.of(columnAxes);
        this.depth = Points.of(product.contracted());
        this.type = product.total().type();
        this.kernels = new MatrixKernels(type, kernel.species());
        Set<Integer> later = new LinkedHashSet<>();
        product.left().statements().forEach(s -> later.addAll(Uses.of(s)));
        product.right().statements().forEach(s -> later.addAll(Uses.of(s)));
        product.epilogue().statements().forEach(s -> later.addAll(Uses.of(s)));
        later.add(product.leftElement());
        later.add(product.rightElement());
        Set<Integer> defined = new LinkedHashSet<>();
        product.invariant().statements().forEach(s -> defined.addAll(Uses.definedBy(s)));
        later.retainAll(defined);
        this.invariant = BlockSteps.of(kernel, product.invariant(), Row.NONE, later);
        Operand first = operand(kernel, product, swapped, true);
        Operand second = operand(kernel, product, !swapped, false);
        this.left = first;
        this.right = second;
        this.totalRow = kernel.row();
        kernel.bind(product.total().result(), type, totalRow, columns.last());
        this.epilogue = BlockSteps.of(kernel, product.epilogue(), columns.last(), Set.of());
        this.tiles = new MatrixTiles(type.bytes(), kernels.rows(), kernels.columns());
        long mostRows = tiles.mostRows(extent(rowAxes));
        long mostColumns = tiles.mostColumns(extent(columnAxes));
        this.leftMemory = kernel.reserve(left.panels().bytes(mostRows));
        this.rightMemory = kernel.reserve(right.panels().bytes(mostColumns));
        this.sumMemory = kernel.reserve(kernels.sumBytes());
        this.totalMemory = kernel.reserve(mostRows * tiles.pitch(mostColumns));
    }

    private Operand operand(KernelContext kernel, Contraction product, boolean rightBlock, boolean rowsSide) {
        return new Operand(
                kernel,
                rowsSide ? rows : columns,
                depth,
                rightBlock ? product.right() : product.left(),
                rightBlock ? product.rightElement() : product.leftElement(),
                type,
                rowsSide ? kernels.rows() : kernels.columns(),
                rowsSide);
    }

    private static OptionalLong extent(List<Axis> axes) {
        Extent product = Extent.ONE;
        for (Axis axis : axes) {
            product = product.times(axis.extent());
        }
        return product.fixed();
    }

    static KernelCode of(KernelContext kernel) {
        return new MatrixCode(kernel, Contraction.of(kernel.kernel()));
    }

    private MatrixTiles.Tiling tiling(long[] extent) {
        return tiles.of(batch.count(extent), rows.count(extent), columns.count(extent), depth.count(extent));
    }

    @Override
    public long units(Sized sized) {
        return tiling(sized.extent).units();
    }

    @Override
    public long weight(Sized sized) {
        MatrixTiles.Tiling tiling = tiling(sized.extent);
        return Math.max(1, tiling.tileRows() * tiling.tileColumns() * (tiling.depth() + 8) / 16);
    }

    @Override
    public void run(Scope scope, long from, long to) {
        MatrixTiles.Tiling tiling = tiling(scope.extent);
        long lastBatch = -1;
        for (long unit = from; unit < to; unit++) {
            long inBatch = unit % tiling.perBatch();
            long number = unit / tiling.perBatch();
            if (number != lastBatch) {
                batch.go(scope, number);
                invariant.run(scope, 1);
                lastBatch = number;
            }
            long firstRow = inBatch % tiling.rowTiles() * tiling.tileRows();
            long firstColumn = inBatch / tiling.rowTiles() * tiling.tileColumns();
            int tileRows = (int) Math.min(tiling.tileRows(), tiling.rows() - firstRow);
            int tileColumns = (int) Math.min(tiling.tileColumns(), tiling.columns() - firstColumn);
            tile(scope, tiling, firstRow, tileRows, firstColumn, tileColumns);
        }
        batch.leave(scope);
    }

    private void tile(
            Scope scope, MatrixTiles.Tiling tiling, long firstRow, int tileRows, long firstColumn, int tileColumns) {
        long a = scope.reserved(leftMemory);
        long b = scope.reserved(rightMemory);
        long sums = scope.reserved(sumMemory);
        long totals = scope.reserved(totalMemory);
        long pitch = tiles.pitch(tiling.tileColumns());
        kernels.begin(totals, tileRows * pitch);
        for (long k = 0; k < tiling.depth(); k += ReductionTree.BLOCK) {
            int steps = (int) Math.min(ReductionTree.BLOCK, tiling.depth() - k);
            left.pack(scope, firstRow, tileRows, k, steps, a);
            right.pack(scope, firstColumn, tileColumns, k, steps, b);
            kernels.block(left.panels(), a, tileRows, right.panels(), b, tileColumns, sums, totals, pitch, steps);
        }
        left.leave(scope);
        right.leave(scope);
        if (tiling.depth() == 0) {
            zero(totals, pitch, tileRows, tileColumns);
        }
        for (int i = 0; i < tileRows; i++) {
            rows.go(scope, firstRow + i);
            for (int j = 0; j < tileColumns; ) {
                int run = (int) Math.min(Math.min(columns.go(scope, firstColumn + j), tileColumns - j), Rows.TILE);
                long total = totals + i * pitch + (long) j * type.bytes();
                Address.copy(total, scope.row(totalRow), (long) run * type.bytes());
                epilogue.run(scope, run);
                j += run;
            }
        }
        rows.leave(scope);
        columns.leave(scope);
    }

    /// A product of no elements is +0.
    private void zero(long totals, long pitch, int tileRows, int tileColumns) {
        for (int i = 0; i < tileRows; i++) {
            for (int j = 0; j < tileColumns; j++) {
                Address.put(type, totals + i * pitch + (long) j * type.bytes(), 0);
            }
        }
    }
}
