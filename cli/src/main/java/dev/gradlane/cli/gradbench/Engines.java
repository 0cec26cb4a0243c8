package dev.gradlane.cli.gradbench;

import dev.gradlane.Compiled;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.backend.LackingKindException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The devices of a session in order of preference, each opened when it is first needed. A function runs on the first
/// that has kernels for all its kinds; every choice is told with its reason.
final class Engines implements AutoCloseable {
    private final List<String> tokens;
    private final PrintStream log;
    private final Map<String, Engine> open = new LinkedHashMap<>();

    Engines(List<String> tokens, PrintStream log) {
        this.tokens = List.copyOf(tokens);
        this.log = log;
    }

    List<String> tokens() {
        return tokens;
    }

    /// A function on the device that was chosen for it.
    record Chosen<A, R>(Engine engine, Compiled<A, R> function) {}

    /// @throws LackingKindException if no device has all kinds of `function`; it is that of the last
    <A, R> Chosen<A, R> compile(String name, Fn<A, R> function) {
        String why = "";
        for (String token : tokens.subList(0, tokens.size() - 1)) {
            Engine engine = engine(token);
            try {
                return chosen(name, engine, why, engine.compile(function));
            } catch (LackingKindException e) {
                why += ": " + e.getMessage();
            }
        }
        Engine last = engine(tokens.getLast());
        return chosen(name, last, why, last.compile(function));
    }

    private <A, R> Chosen<A, R> chosen(String name, Engine engine, String why, Compiled<A, R> compiled) {
        log.println("gradlane: " + name + " on " + engine.device().token() + why);
        return new Chosen<>(engine, compiled);
    }

    private Engine engine(String token) {
        return open.computeIfAbsent(token, Engine::open);
    }

    @Override
    public void close() {
        open.values().forEach(Engine::close);
    }
}
