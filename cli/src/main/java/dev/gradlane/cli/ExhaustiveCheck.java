package dev.gradlane.cli;

import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.conformance.accuracy.AccuracyPage;
import dev.gradlane.conformance.accuracy.AccuracyRow;
import dev.gradlane.conformance.accuracy.AccuracyTable;
import dev.gradlane.conformance.accuracy.Measurable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `gradlane check --exhaustive`: all inputs of every unary f32 function and its derivative, samples of f64 and of two
/// arguments, judged on the first device; the others must have the same bits, in as many blocks as asked for. Each row
/// is written when it is known, so that an interrupted run loses one row at most; a run of all functions keeps the rows
/// that are about the present graphs.
///
/// @param terminal where to tell
/// @param file the results' file; the page stands beside it
/// @param blocks how many of 1024 blocks of inputs the other devices run
record ExhaustiveCheck(Terminal terminal, Path file, int blocks) {
    /// @return how many rows break their promise or differ between devices
    int run(List<String> names, List<DeviceInfo> infos) {
        List<Device> devices = new ArrayList<>();
        try {
            List<Measurable> all = Measurable.of(names);
            infos.forEach(info -> devices.add(Devices.open(Optional.of(info.token()))));
            AccuracyTable table = AccuracyTable.read(file);
            int bad = 0;
            for (Measurable each : all) {
                bad += run(each, devices, table, names.isEmpty());
            }
            return bad;
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.USAGE, "--exhaustive: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("--results: " + file + " cannot be read or written", e);
        } finally {
            devices.forEach(Device::close);
        }
    }

    /// @param keep whether what the file has of these bits need not be measured again
    private int run(Measurable each, List<Device> devices, AccuracyTable table, boolean keep) throws IOException {
        Device judge = devices.getFirst();
        long start = System.nanoTime();
        AccuracyRow row = table.row(each.name(), each.dtype())
                .filter(r -> r.graph().equals(each.graphDigest()) && (keep || devices.size() > 1))
                .orElseGet(() -> each.measure(judge));
        int bad = row.ulps() <= each.promise() ? 0 : 1;
        write(table, row);
        for (Device other : devices.subList(1, devices.size())) {
            String token = other.info().token();
            int compared = row.devices().getOrDefault(token, 0);
            if (keep && compared >= blocks) {
                continue;
            }
            List<String> differing = each.compare(judge, other, blocks);
            if (differing.isEmpty()) {
                row = row.withDevice(token, Math.max(blocks, compared));
                write(table, row);
            } else {
                bad++;
                terminal.out().println(each.name() + ": " + token + " differs in the blocks from " + differing);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "%-16s %s max %.4f ulp at %s, promised %s%s; misrounded %d of %d; by the oracle %d; %s; %.0f s",
                        each.name(),
                        each.dtype().symbol(),
                        row.ulps(),
                        row.worst(),
                        each.promise(),
                        row.ulps() <= each.promise() ? "" : " BROKEN",
                        row.misrounded(),
                        row.judged(),
                        row.oracle(),
                        row.devices(),
                        seconds));
        terminal.out().flush();
        return bad;
    }

    private void write(AccuracyTable table, AccuracyRow row) throws IOException {
        table.put(row);
        table.write(file);
        Files.writeString(file.resolveSibling("accuracy.md"), AccuracyPage.of(table));
    }
}
