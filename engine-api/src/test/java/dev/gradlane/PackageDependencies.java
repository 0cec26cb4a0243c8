package dev.gradlane;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Which package of the engine speaks of which, read from its class files, and what is wrong with that.
///
/// @param uses  from a package to the other packages that its classes name; packages without the prefix, `""` is the
///              facade
record PackageDependencies(Map<String, Set<String>> uses) {
    static final String FACADE = "";
    private static final Pattern NAME = Pattern.compile("dev/gradlane/(?:([a-z0-9/]+)/)?[A-Z]");

    static PackageDependencies of(Path classes) throws IOException {
        var uses = new TreeMap<String, Set<String>>();
        try (Stream<Path> files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file ->
                            Character.isUpperCase(file.getFileName().toString().charAt(0)))
                    .forEach(file -> {
                        Set<String> named = namedPackages(file);
                        String own = classes.resolve("dev/gradlane")
                                .relativize(file.getParent())
                                .toString();
                        named.remove(own);
                        uses.computeIfAbsent(own, _ -> new TreeSet<>()).addAll(named);
                    });
        }
        return new PackageDependencies(uses);
    }

    /// Every class that a class file speaks of, in code, signatures or annotations, stands in a Utf8 entry; the text of
    /// string literals does too, and is no dependency.
    private static Set<String> namedPackages(Path file) {
        try {
            var pool = ClassFile.of().parse(file).constantPool();
            List<PoolEntry> entries =
                    StreamSupport.stream(pool.spliterator(), false).toList();
            Set<Integer> literals = entries.stream()
                    .filter(StringEntry.class::isInstance)
                    .map(entry -> ((StringEntry) entry).utf8().index())
                    .collect(toSet());
            var packages = new HashSet<String>();
            for (PoolEntry entry : entries) {
                if (entry instanceof Utf8Entry text && !literals.contains(text.index())) {
                    NAME.matcher(text.stringValue())
                            .results()
                            .map(match -> match.group(1) == null ? FACADE : match.group(1))
                            .forEach(packages::add);
                }
            }
            return packages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns what breaks the direction of dependencies, a sentence each.
    List<String> violations() {
        var found = new ArrayList<String>();
        uses.forEach((from, targets) -> {
            if (targets.contains(FACADE)) {
                found.add(from + " uses the facade, which nothing may");
            }
            if (from.equals("graph") && !targets.isEmpty()) {
                found.add("graph uses " + targets + ", but stands below every other package");
            }
            if (from.equals("backend") && !Set.of("graph", "kernel").containsAll(targets)) {
                found.add("backend uses " + targets + ", but a backend may need graph and kernel only");
            }
            if (reachable(from).contains(from)) {
                found.add(from + " uses itself by way of " + reachable(from));
            }
        });
        return found;
    }

    private Set<String> reachable(String from) {
        var seen = new TreeSet<String>();
        var open = new ArrayList<>(uses.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String next = open.removeLast();
            if (seen.add(next)) {
                open.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return seen;
    }
}
