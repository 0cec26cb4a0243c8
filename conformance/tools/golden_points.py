#!/usr/bin/env python3
"""Writes golden-points.tsv: the functions and their derivatives to second order at chosen points, to 60 digits.

An independent witness: mpmath (any version from 1.2 on), 1600 digits of working precision, derivatives by central
differences of that precision; a digit is written only where a second run with 1760 digits gives it too.

    python3 conformance/tools/golden_points.py > \
        conformance/src/main/resources/dev/gradlane/conformance/accuracy/golden-points.tsv
"""
import sys
from mpmath import mp, mpf

DIGITS = 60


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def pdf(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def erfinv(y):
    # Newton from mpmath's own start, so that every digit is one of erf
    x = mp.erfinv(y)
    for _ in range(3):
        x -= (mp.erf(x) - y) / (2 / mp.sqrt(mp.pi) * mp.exp(-x * x))
    return x


def quantile(p):
    # by the lower tail: 1 - 2p would lose a small p
    return -mp.sqrt(2) * erfcinv(2 * p)


def erfcinv(q):
    if q > 1:
        return -erfcinv(2 - q)
    x = mp.sqrt(-mp.log(q)) if q < mpf('0.1') else mp.erfinv(1 - q)
    for _ in range(60):
        step = (mp.erfc(x) - q) / (2 / mp.sqrt(mp.pi) * mp.exp(-x * x))
        x += step / (1 - x * step)
        if abs(step) < mpf(10) ** (-mp.dps + 20):
            break
    return x


def lgamma(x):
    return mp.log(abs(mp.gamma(x)))


def cbrt(x):
    return mp.cbrt(x) if x > 0 else -mp.cbrt(-x)


def tanh_softplus(x):
    return mp.tanh(softplus(x))


def huber(e, delta):
    return e * e / 2 if abs(e) <= delta else delta * (abs(e) - delta / 2)


def softplus(x):
    return mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x))


ORDINARY = ['0.3', '-0.7', '1.5', '-2.25', '5.125', '-8']
SMALL = ['0x1p-40', '-0x1.8p-30']
POSITIVE = ['0.3', '0.7', '1.5', '2.25', '5.125', '40', '0x1p-60', '0x1.8p+90']
NEAR_ONE = ['0x1.0000001p+0', '0x1.fffffffp-1']
UNIT = ['0.3', '-0.7', '0.9', '0x1.fffffffp-1', '-0x1.ffffep-1'] + SMALL

# symbol: (function, points), the points exact in f64
UNARY = {
    'exp': (mp.exp, ORDINARY + SMALL + ['700', '-700', '88.5']),
    'exp2': (lambda x: mp.power(2, x), ORDINARY + SMALL + ['1000.3', '-1000.7']),
    'expm1': (mp.expm1, ORDINARY + SMALL + ['700', '-40']),
    'log': (mp.log, POSITIVE + NEAR_ONE + ['0x1p-1060']),
    'log2': (lambda x: mp.log(x) / mp.log(2), POSITIVE + NEAR_ONE),
    'log10': (lambda x: mp.log(x) / mp.log(10), POSITIVE + NEAR_ONE),
    'log1p': (mp.log1p, ['0.3', '-0.7', '1.5', '40', '0x1p+90', '-0x1.fffffffp-1'] + SMALL),
    'cbrt': (cbrt, POSITIVE + ['-0.7', '-27.5']),
    'cbrtDerivative': (lambda x: cbrt(x) / (3 * x), POSITIVE + ['-0.7', '-27.5']),
    'rsqrt': (lambda x: 1 / mp.sqrt(x), POSITIVE),
    'reciprocal': (lambda x: 1 / x, POSITIVE + ['-0.7']),
    'square': (lambda x: x * x, ORDINARY),
    'sin': (mp.sin, ORDINARY + SMALL + ['3.140625', '100.5', '0x1.8p+60', '1e22']),
    'cos': (mp.cos, ORDINARY + SMALL + ['1.5703125', '100.5', '0x1.8p+60', '1e22']),
    'tan': (mp.tan, ORDINARY + SMALL + ['3.140625', '1.5703125', '100.5', '0x1.8p+60', '1e22']),
    'sinpi': (lambda x: mp.sin(mp.pi * x), ['0.3', '-0.7', '0.5078125', '5.125', '-8.25', '1000000.25'] + SMALL),
    'cospi': (lambda x: mp.cos(mp.pi * x), ['0.3', '-0.7', '0.5078125', '5.125', '-8.25', '1000000.25'] + SMALL),
    'asin': (mp.asin, UNIT),
    'acos': (mp.acos, UNIT),
    'asinDerivative': (lambda x: 1 / mp.sqrt((1 - x) * (1 + x)), UNIT),
    'atanDerivative': (lambda x: 1 / (1 + x * x), ['0.3', '-0.9375', '1.5', '-2.25', '5.125', '-8'] + SMALL + ['0x1.8p+90', '-1000']),
    'atan': (mp.atan, ORDINARY + SMALL + ['0x1.8p+90', '-1000']),
    'sinc': (lambda x: mp.sin(x) / x, ['0.3', '-0.7', '1.5', '-3', '5.125', '-8'] + SMALL + ['3.140625', '100.5']),
    'sinh': (mp.sinh, ORDINARY + SMALL + ['700', '-30']),
    'cosh': (mp.cosh, ORDINARY + SMALL + ['700', '-30']),
    'tanh': (mp.tanh, ORDINARY + SMALL + ['18.5', '-30', '300']),
    'sechSquared': (lambda x: mp.sech(x) ** 2, ['0.3', '-0.9375', '1.5', '-2.25', '5.125', '-8'] + SMALL + ['18.5', '-30', '300']),
    'asinh': (mp.asinh, ORDINARY + SMALL + ['0x1.8p+90', '-1000']),
    'acosh': (mp.acosh, ['0x1.0000001p+0', '1.25', '2', '5.125', '1000', '0x1.8p+90']),
    'atanh': (mp.atanh, UNIT),
    'sigmoid': (sigmoid, ORDINARY + SMALL + ['30', '-30', '700', '-700']),
    'logSigmoid': (lambda x: -softplus(-x), ORDINARY + SMALL + ['30', '-30', '700', '-700']),
    'softplus': (softplus, ORDINARY + SMALL + ['30', '-30', '700', '-700']),
    'silu': (lambda x: x * sigmoid(x), ORDINARY + SMALL + ['30', '-30', '700', '-700']),
    'gelu': (lambda x: x * cdf(x), ['0.3', '-0.5', '1.125', '-2.25', '5.125', '-8'] + SMALL + ['9', '-9', '-30']),
    'mish': (lambda x: x * tanh_softplus(x), ['0.3', '-0.7', '1', '-4', '5.125', '-8'] + SMALL + ['30', '-30', '-700']),
    'tanhSoftplus': (tanh_softplus, ORDINARY + SMALL + ['30', '-30', '-700']),
    'tanhSoftplusDerivative': (lambda x: (1 - tanh_softplus(x) ** 2) * sigmoid(x), ORDINARY + SMALL + ['30', '-30', '-340']),
    'erf': (mp.erf, ORDINARY[:5] + SMALL + ['-5.5', '8']),
    'erfc': (mp.erfc, ORDINARY[:5] + SMALL + ['-5.5', '9.5', '26']),
    'erfDerivative': (lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x), ['0.3', '-0.9375', '1.5', '-2.25', '5.125'] + SMALL + ['9.5', '-20']),
    'normalCdf': (cdf, ORDINARY + SMALL + ['-20', '-37', '7.5']),
    'normalPdf': (pdf, ORDINARY + SMALL + ['-20', '-37']),
    'erfinv': (erfinv, UNIT),
    'erfinvDerivative': (lambda x: mp.sqrt(mp.pi) / 2 * mp.exp(erfinv(x) ** 2), UNIT),
    'normalQuantile': (quantile, ['0.3', '0.7', '0.51', '0.999', '0x1p-40', '0x1p-1000', '0x1.fffffffp-1']),
    'normalQuantileDerivative': (lambda p: 1 / pdf(quantile(p)),
                                 ['0.3', '0.7', '0.51', '0.999', '0x1p-40', '0x1.fffffffp-1', '0x1p-300']),
    'lgamma': (lgamma, ['0.3', '0x1.8p-40', '1.25', '2.5', '5.125', '40.5', '1e10', '-0.7', '-8.25']),
    'digamma': (lambda x: mp.psi(0, x), ['0.3', '0x1.8p-40', '1.25', '2.5', '5.125', '40.5', '1e10', '-0.7', '-8.25']),
    'polygamma1': (lambda x: mp.psi(1, x), ['0.3', '0x1.8p-40', '1.25', '2.5', '5.125', '40.5', '1e10']),
    'polygamma2': (lambda x: mp.psi(2, x), ['0.3', '0x1.8p-40', '1.25', '2.5', '5.125', '40.5', '1e10']),
}

HYPOTENUSES = [('0.3', '-2.5'), ('-7', '0.125'), ('1e200', '3e200'), ('1e-200', '2e-200'), ('3', '1e-12')]
# their second derivatives are third ones of hypot, which at 1e-200 are beyond the range
ORDINARY_HYPOTENUSES = [p for p in HYPOTENUSES if p[0] != '1e-200']
LOGARITHMS = [('0.3', '2.5'), ('-7', '0.125'), ('800', '801.5'), ('-1000', '-1003'), ('2', '-60')]

BINARY = {
    'pow': (mp.power, [('0.3', '2.5'), ('1.5', '-3.25'), ('7', '0.125'), ('0x1.0001p+0', '1000.5'), ('1e-5', '20.5')]),
    'hypot': (mp.hypot, HYPOTENUSES),
    'hypotByFirst': (lambda x, y: x / mp.hypot(x, y), ORDINARY_HYPOTENUSES),
    'hypotBySecond': (lambda x, y: y / mp.hypot(x, y), ORDINARY_HYPOTENUSES),
    'atan2': (mp.atan2, [('0.3', '2.5'), ('-7', '0.125'), ('1e200', '3e200'), ('1e-12', '-3'), ('-2', '-5')]),
    'xlogy': (lambda x, y: x * mp.log(y), [('0.3', '2.5'), ('-7', '0.125'), ('1e200', '3e20'), ('4', '0x1.0000001p+0')]),
    'logAddExp': (lambda x, y: mp.log(mp.exp(x) + mp.exp(y)),
                  LOGARITHMS),
    'logAddExpByFirst': (lambda x, y: sigmoid(x - y), LOGARITHMS),
    'logAddExpBySecond': (lambda x, y: sigmoid(y - x), LOGARITHMS),
    'elu': (lambda x, a: x if x > 0 else a * mp.expm1(x), [('0.3', '2.5'), ('-0.7', '0.125'), ('-20', '1'), ('-0x1p-40', '1.5')]),
    'leakyRelu': (lambda x, a: x if x > 0 else a * x, [('0.3', '0.01'), ('-0.7', '0.01')]),
    'huber': (huber, [('0.3', '1.25'), ('-0.7', '0.125'), ('1e200', '2'), ('-3', '4')]),
    'sigmoidCrossEntropy': (lambda z, y: y * softplus(-z) + (1 - y) * softplus(z),
                            [('0.3', '0.75'), ('-7', '0.125'), ('40', '1'), ('-40', '0x1p-60'), ('700', '0.5'), ('-30', '1')]),
    'copysign': (lambda x, y: x if (x < 0) == (y < 0) else -x, [('0.3', '-2'), ('-0.7', '-1'), ('-3', '5')]),
    'fmod': (lambda x, y: x - y * (mp.floor(x / y) if x / y > 0 else mp.ceil(x / y)),
             [('7.3', '2'), ('-7.3', '0.7'), ('1e15', '-0.3'), ('0.1', '5')]),
    'remainder': (lambda x, y: x - y * mp.floor(x / y), [('7.3', '2'), ('-7.3', '0.7'), ('1e15', '-0.3'), ('-0.1', '5')]),
}


def number(text):
    # what float('1e22') is, not the decimal number: the double is the point
    return mpf(float.fromhex(text) if 'x' in text else float(text))


def digits(evaluate):
    """The value to DIGITS digits, the same at two precisions."""
    texts = []
    for precision in (1600, 1760):
        with mp.workdps(precision):
            value = evaluate()
            zero = abs(value) < mpf(10) ** -600
            texts.append('0.0' if zero else mp.nstr(value, DIGITS, strip_zeros=False, min_fixed=0, max_fixed=0))
    if texts[0] != texts[1]:
        raise ArithmeticError(f'{texts[0]} and {texts[1]} differ')
    return texts[0]


def row(symbol, function, arguments):
    point = tuple(number(text) for text in arguments)
    arity = len(point)
    fields = [symbol, ','.join(float(x).hex() for x in point), digits(lambda: function(*point))]
    unit = [tuple(int(i == j) for i in range(arity)) for j in range(arity)]
    first = [digits(lambda u=u: derivative(function, point, u)) for u in unit]
    second = [digits(lambda a=a, b=b: derivative(function, point, tuple(i + j for i, j in zip(a, b))))
              for k, a in enumerate(unit) for b in unit[k:]]
    print('\t'.join(fields + [','.join(first), ','.join(second)]))


def derivative(function, point, orders):
    # Taylor coefficients on a circle would need complex arguments; steps of 10^-400 relative leave 100 digits and more even at 10^-300
    h = [abs(x) * mpf(10) ** (-mp.dps // 4) for x in point]
    total = mpf(0)
    for shift, weight in stencil(orders):
        total += weight * function(*(x + s * d for x, s, d in zip(point, shift, h)))
    scale = mpf(1)
    for d, order in zip(h, orders):
        scale *= d ** order
    return total / scale


def stencil(orders):
    """Central differences of error h^2 as (shift, weight): of each argument of its order, multiplied out."""
    rules = {0: [(0, mpf(1))], 1: [(1, mpf(1) / 2), (-1, mpf(-1) / 2)], 2: [(1, mpf(1)), (0, mpf(-2)), (-1, mpf(1))]}
    combined = [((), mpf(1))]
    for order in orders:
        combined = [(shift + (s,), weight * w) for shift, weight in combined for s, w in rules[order]]
    return combined


def main():
    only = sys.argv[1:]
    print('# function, point, value, first derivatives, second derivatives (upper triangle); made by golden_points.py')
    for table in (UNARY, BINARY):
        for symbol, (function, points) in table.items():
            if not only or symbol in only:
                for point in points:
                    row(symbol, function, point if isinstance(point, tuple) else (point,))


if __name__ == '__main__':
    main()
