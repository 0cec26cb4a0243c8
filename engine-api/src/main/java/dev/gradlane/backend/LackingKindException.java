package dev.gradlane.backend;

/// A device has no kernels for a kind of array that a graph uses: another device may have them.
public final class LackingKindException extends BackendException {
    private static final long serialVersionUID = 1L;

    /// @param message names the device, the kind and the line that uses it
    public LackingKindException(String message) {
        super(message);
    }
}
