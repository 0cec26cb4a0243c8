package dev.gradlane.cli.stream;

import dev.gradlane.backend.Device;
import dev.gradlane.cli.data.Block;
import dev.gradlane.cli.data.DataException;
import dev.gradlane.cli.data.Numbers;
import dev.gradlane.cli.data.Rows;
import dev.gradlane.cli.data.Table;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Runs a staged graph over a table. Inputs of the graph are columns of the table or scalar parameters, by
/// name.
public final class Streaming {
    private final Device device;
    private final Table table;
    private final DType dtype;
    private final int blockRows;
    private final LongConsumer progress;
    private final Map<String, MemorySegment> scalars;
    private long total = -1;

    /// Takes results as they are computed.
    public interface Sink {
        /// The outputs for all rows, in order; called once, before the rows.
        void whole(List<MemorySegment> outputs);

        /// The outputs that have an element per row, for the next `count` rows, in order.
        void rows(int count, List<MemorySegment> outputs);
    }

    /// @param blockRows rows in memory at once; a multiple of 4096
    /// @param parameters one element each, by input
    /// @param progress told how many rows have been read, over all readings
    public Streaming(
            Device device,
            Table table,
            DType dtype,
            int blockRows,
            Map<String, MemorySegment> parameters,
            LongConsumer progress) {
        if (blockRows <= 0 || blockRows % ChunkTree.CHUNK != 0) {
            throw new IllegalArgumentException("blocks have a multiple of 4096 rows, not " + blockRows);
        }
        this.device = device;
        this.table = table;
        this.dtype = dtype;
        this.blockRows = blockRows;
        this.scalars = new HashMap<>(parameters);
        this.progress = progress;
    }

    /// Computes all outputs of a graph over the batch axis `symbol`; returns the number of rows.
    ///
    /// @throws DataException if the table has no rows
    public long run(Graph graph, String symbol, Sink sink) {
        Staging staging = new Staging(Freeze.of(graph), symbol);
        for (int stage = 1; stage <= staging.stages(); stage++) {
            reduce(staging, stage, symbol);
        }
        whole(staging, sink);
        Graph rows = staging.rows();
        if (!rows.outputs().isEmpty() || total < 0) {
            try (Program program = new Program(device, rows)) {
                total = read(program.graph(), block -> {
                    Map<String, Long> sizes = Map.of(symbol, (long) block.rows());
                    sink.rows(block.rows(), program.run(inputs(program.graph(), block), sizes));
                });
            }
        }
        return total;
    }

    private void whole(Staging staging, Sink sink) {
        Graph whole = staging.whole();
        if (whole.outputs().isEmpty()) {
            sink.whole(List.of());
            return;
        }
        try (Program program = new Program(device, whole)) {
            sink.whole(program.run(inputs(program.graph(), new Block(0, List.of(), List.of())), Map.of()));
        }
    }

    /// One reading of the table, for the cuts of one stage.
    private void reduce(Staging staging, int stage, String symbol) {
        Graph chunk = staging.chunk(stage);
        List<Node> cuts = staging.cuts(stage);
        List<Node> folded =
                cuts.stream().filter(c -> !(c.op() instanceof Op.Extent)).toList();
        List<ChunkTree> trees = new ArrayList<>();
        List<Program> programs = new ArrayList<>();
        try {
            for (Node cut : folded) {
                Program fold = new Program(device, fold(cut, symbol));
                programs.add(fold);
                DType element = cut.results().getFirst().dtype();
                trees.add(new ChunkTree(
                        element,
                        x -> fold.run(List.of(x), Map.of(symbol, x.byteSize() / element.bytes()))
                                .getFirst()));
            }
            Program program = new Program(device, chunk);
            programs.add(program);
            total = read(program.graph(), block -> {
                for (int from = 0; from < block.rows() && !folded.isEmpty(); from += ChunkTree.CHUNK) {
                    int rows = Math.min(ChunkTree.CHUNK, block.rows() - from);
                    Block part = slice(block, from, rows);
                    var results = program.run(inputs(program.graph(), part), Map.of(symbol, (long) rows));
                    for (int i = 0; i < results.size(); i++) {
                        DType element = folded.get(i).results().getFirst().dtype();
                        trees.get(i).add(Numbers.get(results.get(i), 0, element));
                    }
                }
            });
            for (Node cut : cuts) {
                DType element = cut.results().getFirst().dtype();
                MemorySegment scalar = Arena.ofAuto().allocate(element.bytes(), 64);
                int index = folded.indexOf(cut);
                Numbers.set(
                        scalar, 0, element, index < 0 ? total : trees.get(index).result());
                scalars.put(Staging.cutName(cut), scalar);
            }
        } finally {
            programs.forEach(Program::close);
        }
    }

    /// How results of chunks are put together: a product's like a sum's.
    private static Graph fold(Node cut, String symbol) {
        Reduction kind = cut.op() instanceof Op.Reduce(Reduction k, var _, var _) ? k : Reduction.SUM;
        var builder = new GraphBuilder("fold");
        TensorType element = cut.results().getFirst();
        var x = builder.input("x", element.withShape(Shape.of(Dim.symbol(symbol))));
        return builder.output("y", x.reduce(kind, List.of(0))).build();
    }

    private Block slice(Block block, int from, int rows) {
        long start = (long) from * dtype.bytes();
        long bytes = (long) rows * dtype.bytes();
        return new Block(
                rows, block.numbers().stream().map(n -> n.asSlice(start, bytes)).toList(), List.of());
    }

    private interface Visitor {
        void visit(Block block);
    }

    /// Reads the columns that are inputs of `graph`; returns how many rows there were.
    private long read(Graph graph, Visitor visitor) {
        long count = 0;
        try (Rows rows = table.read(columns(graph), List.of(), dtype)) {
            for (Optional<Block> block = rows.next(blockRows); block.isPresent(); block = rows.next(blockRows)) {
                visitor.visit(block.get());
                count += block.get().rows();
                progress.accept(block.get().rows());
            }
        }
        if (count == 0) {
            throw new DataException(table.title() + " has no rows");
        }
        if (total >= 0 && total != count) {
            throw new DataException(table.title() + " changed while it was read: " + total + " rows, then " + count);
        }
        return count;
    }

    private List<String> columns(Graph graph) {
        return graph.inputNames().stream().filter(n -> !scalars.containsKey(n)).toList();
    }

    private List<MemorySegment> inputs(Graph graph, Block block) {
        List<MemorySegment> inputs = new ArrayList<>();
        int column = 0;
        for (String name : graph.inputNames()) {
            inputs.add(
                    scalars.containsKey(name)
                            ? scalars.get(name)
                            : block.numbers().get(column++));
        }
        return inputs;
    }
}
