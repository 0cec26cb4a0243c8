package dev.gradlane.graph;

/// Where the user's code made a node, as `Model.java:42`; empty when nobody did.
public record Origin(String location) {
    public static final Origin NONE = new Origin("");

    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final String[] OWN = {
        "dev.gradlane.graph.", "dev.gradlane.function.", "dev.gradlane.autodiff.", "dev.gradlane.pass.",
        "dev.gradlane.text.", "dev.gradlane.expression.", "java.", "jdk."
    };

    /// The innermost frame of the calling thread that is not Gradlane's own.
    public static Origin here() {
        return WALKER.walk(frames -> frames.filter(f -> !isOwn(f.getClassName()))
                .findFirst()
                .map(f -> new Origin(f.getFileName() + ":" + f.getLineNumber()))
                .orElse(NONE));
    }

    private static boolean isOwn(String className) {
        for (String prefix : OWN) {
            if (className.startsWith(prefix)) {
                return true;
            }
        }
        // the facade package itself, but not the packages below it (examples, other modules)
        String facade = "dev.gradlane.";
        return className.startsWith(facade) && className.indexOf('.', facade.length()) < 0;
    }

    /// Whether a line of code is known.
    public boolean isKnown() {
        return !location.isEmpty();
    }

    @Override
    public String toString() {
        return isKnown() ? location : "(no source line)";
    }
}
