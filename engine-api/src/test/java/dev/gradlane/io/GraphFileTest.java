package dev.gradlane.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Fn;
import dev.gradlane.Ops;
import dev.gradlane.graph.Graph;
import dev.gradlane.text.GraphText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Graphs come back equal; what is no graph of these numerics is refused with the line.
class GraphFileTest {
    @TempDir
    Path folder;

    static Graph graph() {
        Fn<List<dev.gradlane.Tensor>, dev.gradlane.Tensor> f = Fn.trace(
                "größe",
                List.of(Ops.f64(3), Ops.f64(3)),
                in -> Ops.softmax(in.get(0)).times(in.get(1)).sum());
        return f.checkpoint().valueAndGradient().batched().graph();
    }

    @Test
    void comesBackEqual() throws IOException {
        Path file = folder.resolve("g.graph");
        GraphFile.write(file, graph());
        assertEquals(graph(), GraphFile.read(file));
        assertEquals("; gradlane graph 1, numerics 1", Files.readAllLines(file).getFirst());
        // the file is the text of the graph
        assertEquals(graph(), GraphText.parse(Files.readString(file)));
    }

    private void requireRefused(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.graph"), text);
        var e = assertThrows(FormatException.class, () -> GraphFile.read(file));
        assertTrue(e.getMessage().startsWith(file + ", "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void refusesOtherVersionsAndOtherTexts() throws IOException {
        String good = "; gradlane graph 1, numerics 1\n" + GraphText.print(graph());
        requireRefused(good.replace("numerics 1", "numerics 2"), "line 1: expected numerics 1, found 2");
        requireRefused(good.replace("graph 1,", "graph 7,"), "line 1: expected graph format 1, found 7");
        requireRefused(GraphText.print(graph()), "line 1: expected '; gradlane graph 1, numerics 1'");
        requireRefused("", "line 1: expected");
        requireRefused(good + "}", "expected nothing after the graph");
        requireRefused("; gradlane graph 1, numerics 1\ngraph g {\n  %0:f32[] = nothing\n  return\n}\n", "line 3: ");
        Path file = folder.resolve("bad.graph");
        Files.write(file, new byte[] {(byte) 0xff, 'a'});
        assertThrows(FormatException.class, () -> GraphFile.read(file));
    }

    @Test
    void refusesTooManyNodesAndTooDeepNesting() throws IOException {
        StringBuilder text = new StringBuilder("; gradlane graph 1, numerics 1\ngraph g {\n%0:f32[]=input x\n");
        for (int i = 1; i <= GraphText.MAX_NODES; i++) {
            text.append('%').append(i).append(":f32[]=neg %0\n");
        }
        requireRefused(text.append("return\n}\n").toString(), "more than 1048576 nodes");
        String deep = "graph g {\n%0:f32[]=input x\n";
        requireRefused(
                "; gradlane graph 1, numerics 1\n" + (deep + "%1:f32[] = call inline %0 body ").repeat(100),
                "graphs nest deeper than 64");
    }
}
