/// Examples of motion: an ordinary differential equation with its adjoint, and sampling by Hamiltonian dynamics.
package dev.gradlane.examples.dynamics;
