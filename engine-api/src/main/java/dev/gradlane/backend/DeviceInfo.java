package dev.gradlane.backend;

/// A device as `gradlane devices` lists it.
///
/// @param token what a user types: `cpu`, `vector`, `opencl:0`; of an unavailable backend its bare name
/// @param backend name of the backend
/// @param name the hardware in words
public record DeviceInfo(String token, String backend, String name, Availability availability) {}
