package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;

/// Values that move between the threads of a warp.
final class PtxShuffles {
    private final PtxText t;

    PtxShuffles(PtxText text) {
        this.t = text;
    }

    /// The value that another thread of the warp holds.
    String emit(DType type, String mode, String x, int distance) {
        String result = t.draw(type);
        switch (type) {
            case F32, I32 -> {
                String from = t.draw(Register.WORD);
                String to = t.draw(Register.WORD);
                t.line("mov.b32 %s, %s", from, x);
                word(mode, to, from, distance);
                t.line("mov.b32 %s, %s", result, to);
            }
            case F64, I64 -> {
                String low = t.draw(Register.WORD);
                String high = t.draw(Register.WORD);
                String lowTo = t.draw(Register.WORD);
                String highTo = t.draw(Register.WORD);
                t.line("mov.b64 {%s, %s}, %s", low, high, x);
                word(mode, lowTo, low, distance);
                word(mode, highTo, high, distance);
                t.line("mov.b64 %s, {%s, %s}", result, lowTo, highTo);
            }
            case BOOL -> {
                String from = t.draw(Register.WORD);
                String to = t.draw(Register.WORD);
                t.line("selp.b32 %s, 1, 0, %s", from, x);
                word(mode, to, from, distance);
                t.line("setp.ne.s32 %s, %s, 0", result, to);
            }
        }
        return result;
    }

    private void word(String mode, String to, String from, int distance) {
        t.line("shfl.sync.%s.b32 %s, %s, %d, 31, 0xFFFFFFFF", mode, to, from, distance);
    }
}
