package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.atan2;
import static dev.gradlane.Ops.cos;
import static dev.gradlane.Ops.hypot;
import static dev.gradlane.Ops.neg;
import static dev.gradlane.Ops.sin;
import static dev.gradlane.Ops.square;

import dev.gradlane.Ops;
import dev.gradlane.Tensor;

/// Complex numbers as pairs of tensors, of shapes that broadcast.
record Complex(Tensor re, Tensor im) {
    Complex plus(Complex z) {
        return new Complex(re.plus(z.re), im.plus(z.im));
    }

    Complex plus(Tensor real) {
        return new Complex(re.plus(real), im);
    }

    Complex minus(Complex z) {
        return new Complex(re.minus(z.re), im.minus(z.im));
    }

    Complex minus(double real) {
        return new Complex(re.minus(real), im);
    }

    Complex times(Complex z) {
        return new Complex(re.times(z.re).minus(im.times(z.im)), re.times(z.im).plus(im.times(z.re)));
    }

    Complex times(Tensor real) {
        return new Complex(re.times(real), im.times(real));
    }

    Complex times(double real) {
        return new Complex(re.times(real), im.times(real));
    }

    Complex div(Complex z) {
        Tensor size = square(z.re).plus(square(z.im));
        return times(new Complex(z.re.div(size), neg(z.im.div(size))));
    }

    static Complex exp(Complex z) {
        Tensor size = Ops.exp(z.re);
        return new Complex(size.times(cos(z.im)), size.times(sin(z.im)));
    }

    /// The principal branch.
    static Complex log(Complex z) {
        return new Complex(Ops.log(hypot(z.re, z.im)), atan2(z.im, z.re));
    }

    /// The root with a positive real part of a number that has one too.
    static Complex sqrt(Complex z) {
        Tensor re = Ops.sqrt(hypot(z.re, z.im).plus(z.re).div(2));
        return new Complex(re, z.im.div(re.times(2)));
    }
}
