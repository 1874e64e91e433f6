#!/usr/bin/env python3
"""Makes tests/Latent.Tensors.Tests/SpecialFunctions/reference-values.txt: arguments and exact values of the special functions, to judge double precision by.

A line is: name, then each argument and the value as the hexadecimal bits of a double, then the exact value minus that double in units of its last place, in
thousandths (so that an error can be stated as finer than half a unit). Needs python3-mpmath.
"""
import random
import struct

from mpmath import mp, mpf
import mpmath as m

mp.prec = 300
random.seed(20240229)


def bits(x):
    return struct.unpack('<Q', struct.pack('<d', x))[0]


def nearest(value):
    """The double nearest to an mpf, also among the subnormals, where mpmath's own conversion rounds twice."""
    if value == 0:
        return 0.0
    exponent = max(m.frexp(value)[1] - 53, -1074)
    scaled = m.nint(m.ldexp(value, -exponent))
    try:
        return float(m.ldexp(scaled, exponent))
    except OverflowError:
        return float('inf') if value > 0 else float('-inf')


def ulp(x):
    return m.ldexp(mpf(1), max(m.frexp(mpf(x))[1] - 53, -1074)) if x else m.ldexp(mpf(1), -1074)


def line(name, arguments, value):
    value = m.re(value)
    y = nearest(value)
    if y in (float('inf'), float('-inf')):
        return
    rest = int(m.nint((value - mpf(y)) / ulp(y) * 1000))
    print(name, *(f'{bits(a):016x}' for a in arguments), f'{bits(y):016x}', rest)


def log_uniform(lo, hi):
    return float(m.exp(m.log(mpf(lo)) + random.random() * (m.log(mpf(hi)) - m.log(mpf(lo)))))


def arguments(n, lo, hi, signs=True, extra=()):
    """n arguments spread evenly in their logarithm, half of them again between 0.01 and 10."""
    for i in range(n):
        x = log_uniform(max(lo, 0.01), min(hi, 10)) if i % 2 else log_uniform(lo, hi)
        yield -x if signs and random.random() < 0.5 else x
    yield from extra


def around(*points):
    """The neighbours of given points."""
    for p in points:
        for d in (1e-15, 1e-12, 1e-9, 1e-6, 1e-3):
            yield p * (1 - d)
            yield p * (1 + d)


HUGE = [1e22, 1e300, 1.7976931348623157e308, 6381956970095103 * 2.0 ** 797, 2.0 ** 27, 2.0 ** 27 * 1.0000001, 134217727.5, 5e15, 3.141592653589793, 1.5707963267948966]


def table():
    for x in arguments(400, 1e-17, 745):
        line('exp', [x], m.exp(mpf(x)))
    for x in list(arguments(100, 600, 709, signs=False)) + [-z for z in arguments(100, 700, 745, signs=False)]:
        line('exp', [x], m.exp(mpf(x)))
    for x in arguments(400, 1e-320, 1e308, signs=False, extra=around(1, 0.7071067811865476, 1.4142135623730951)):
        line('log', [x], m.log(mpf(x)))
    for x in arguments(400, 1e-300, 1e308, signs=False, extra=[-z for z in arguments(300, 1e-18, 0.9999999, signs=False)]):
        line('log1p', [x], m.log1p(mpf(x)))
    for x in arguments(500, 1e-300, 709):
        line('expm1', [x], m.expm1(mpf(x)))
    for x in arguments(500, 1e-300, 25):
        line('tanh', [x], m.tanh(mpf(x)))
        line('sigmoid', [x], 1 / (1 + m.exp(-mpf(x))))
        line('softplus', [x], m.log1p(m.exp(mpf(x))))
    for x in [-z for z in arguments(100, 30, 745, signs=False)]:
        line('sigmoid', [x], 1 / (1 + m.exp(-mpf(x))))
        line('softplus', [x], m.log1p(m.exp(mpf(x))))
    mp.prec = 1400
    for x in arguments(600, 1e-300, 1e308, extra=HUGE + list(around(*[k * 1.5707963267948966 for k in (1, 2, 3, 7, 100, 12345)]))):
        line('sin', [x], m.sin(mpf(x)))
        line('cos', [x], m.cos(mpf(x)))
    mp.prec = 300
    for x in arguments(500, 1e-300, 6.2):
        line('erf', [x], m.erf(mpf(x)))
    for x in arguments(500, 1e-18, 27.2):
        line('erfc', [x], m.erfc(mpf(x)))
    for x in list(arguments(300, 1e-300, 1)) + [s * (1 - z) for s in (1, -1) for z in arguments(60, 1e-16, 0.5, signs=False)]:
        if abs(x) < 1:
            line('erfinv', [x], m.erfinv(mpf(x)))
    for p in list(arguments(200, 1e-320, 1, signs=False)) + [1 - z for z in arguments(60, 1e-16, 0.5, signs=False)]:
        if 0 < p < 1:
            with mp.workprec(2400 if p < 1e-30 else 300):
                line('normalquantile', [p], quantile(p))
    for x in list(arguments(500, 1e-300, 1e300, signs=False)) + [z / 10 for z in range(1, 130)] + list(around(1, 2)):
        line('loggamma', [x], m.loggamma(mpf(x)))
    for x in list(arguments(500, 1e-300, 1e300, signs=False)) + [z / 10 for z in range(1, 130)] + list(around(1.4616321449683622)):
        line('digamma', [x], m.digamma(mpf(x)))
    for x in list(arguments(400, 1e-100, 1e100, signs=False)) + [z / 10 for z in range(1, 130)]:
        line('trigamma', [x], m.psi(1, mpf(x)))
        line('tetragamma', [x], m.psi(2, mpf(x)))
    for x in [-z for z in arguments(400, 1e-100, 150, signs=False)]:
        if x != int(x):
            line('loggammanegative', [x], m.log(abs(m.gamma(mpf(x)))))
            line('digammanegative', [x], m.digamma(mpf(x)))
            line('trigammanegative', [x], m.psi(1, mpf(x)))
            line('tetragammanegative', [x], m.psi(2, mpf(x)))
    for _ in range(600):
        x = log_uniform(1e-300, 1e300) if random.random() < 0.5 else log_uniform(0.01, 100)
        y = random.uniform(-1, 1) * min(700 / abs(float(m.log(mpf(x))) or 1), 1e300)
        line('pow', [x, y], mpf(x) ** mpf(y))
    for v in (0, 0.5, 1, 1.5, 3, 7.25, 9.5, 15, 24, 24.75, 25, 31, 49, 63.5, 127, 255, 391.5, 511, 1000):
        for _ in range(14):
            x = log_uniform(1e-6, 1e5)
            with mp.workdps(60):
                if x < 3e3:
                    i0, i1 = m.besseli(v, mpf(x), maxterms=10 ** 6), m.besseli(v + 1, mpf(x), maxterms=10 ** 6)
                else:
                    i0, i1 = m.besseli(v, mpf(x)), m.besseli(v + 1, mpf(x))
                line('logbesseli', [float(v), x], m.log(i0))
                line('besseliratio', [float(v), x], i1 / i0)


def quantile(p):
    """Newton's method on ln Φ for the lower half, by symmetry for the upper."""
    p = mpf(p)
    if p > 0.5:
        return -quantile(1 - p)
    if p == 0.5:
        return mpf(0)
    x = -m.sqrt(-2 * m.log(p)) + mpf('0.3')
    for _ in range(200):
        tail = m.erfc(-x / m.sqrt(2)) / 2
        step = (m.log(tail) - m.log(p)) * tail / (m.exp(-x * x / 2) / m.sqrt(2 * m.pi))
        x -= step
        if abs(step) < mpf('1e-50'):
            break
    return x


def gamma_slope(a, y):
    """d ln z / da of a gamma number z = e^y of shape a at fixed probability, by differences of the incomplete gamma functions."""
    a, y = mpf(a), mpf(y)
    z = m.exp(y)
    # Above the mean 1 - P is small and P needs that many bits more.
    with mp.workprec(mp.prec + (50 if z < a else 50 + int(1.5 * (z - a - a * m.log(z / a))))):
        z = m.exp(y)

        def lower(b):
            term, total = mpf(1), mpf(1)
            while term > m.ldexp(total, -mp.prec):
                b += 1
                term *= z / b
                total += term
            return total

        def log_p(b):
            return b * y - z - m.loggamma(b + 1) + m.log(lower(b))
        return -m.diff(log_p, a) * lower(a) / a


def implicit():
    random.seed(20240301)
    for i in range(300):
        a = log_uniform(1e-4, 1) if i % 3 == 0 else log_uniform(0.3, 40) if i % 3 == 1 else log_uniform(10, 1e5)
        # Typical numbers, far ones, and for small shapes those that underflow.
        y = float(m.log(m.mpf(a)) + random.gauss(0, 1.5) / max(a, 0.5) ** 0.5)
        if i % 7 == 0:
            y = float(m.log(m.mpf(a))) + random.uniform(-3, min(1.5, 20 / a ** 0.5))
        if a < 1 and i % 2 == 0:
            y = -random.expovariate(1) / a
        line('loggammaslope', [a, y], gamma_slope(a, y))
        z = float(m.exp(mpf(y)))
        if z > 1e-300:
            line('gammaslope', [a, z], gamma_slope(a, m.log(mpf(z))) * mpf(z))


def incomplete_gamma(a, x):
    """P and Q."""
    a, x = mpf(a), mpf(x)
    with mp.workprec(mp.prec + (50 if x < a else 80 + int(1.5 * (x - a - a * m.log(x / a))) + int(max(0, -m.log(a, 2))))):
        b, term, total = a, mpf(1), mpf(1)
        while term > m.ldexp(total, -mp.prec):
            b += 1
            term *= x / b
            total += term
        p = total * m.exp(a * m.log(x) - x - m.loggamma(a + 1))
        return p, 1 - p


def incomplete_beta(a, b, x):
    """I_x(a, b) by DLMF 8.17.8, whose terms are all positive."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    term, total, n = mpf(1), mpf(1), 0
    while term > m.ldexp(total, -mp.prec) or x * (a + b + n) > a + 1 + n:
        term *= x * (a + b + n) / (a + 1 + n)
        total += term
        n += 1
    return total * m.exp(a * m.log(x) + b * m.log(1 - x) + m.loggamma(a + b) - m.loggamma(a + 1) - m.loggamma(b))


def probability():
    random.seed(20240302)
    for i in range(400):
        a = log_uniform(1e-8, 3) if i % 3 == 0 else log_uniform(0.3, 100) if i % 3 == 1 else log_uniform(10, 1e6)
        x = float(a * abs(1 + random.gauss(0, 3) / max(a, 0.3) ** 0.5)) if i % 4 else float(a * m.exp(random.uniform(-2, min(2, 30 / a ** 0.5))))
        if a < 3 and i % 2 == 0:
            x = log_uniform(1e-5, 20)
        p, q = incomplete_gamma(a, x)
        line('loggammap', [a, x], m.log(p))
        line('loggammaq', [a, x], m.log(q))


def beta_and_normal():
    random.seed(20240303)
    for i in range(300):
        lo, hi = ((1e-3, 1), (0.3, 50), (10, 1e4))[i % 3]
        a, b = log_uniform(lo, hi), log_uniform(lo, hi)
        mean = a / (a + b)
        x = min(max(mean + random.gauss(0, 3) * (mean * (1 - mean) / (a + b + 1)) ** 0.5, mean / 20), 1 - (1 - mean) / 20)
        if i % 2 and a < 50:
            x = random.random()
        with mp.workprec(1500):
            lower = incomplete_beta(a, b, x)
            line('logbetai', [a, b, x], m.log(lower))
            if 1 - lower > mpf(2) ** -1300:
                line('logbetaic', [a, b, x], m.log(1 - lower))
    for i in range(300):
        x = (-1) ** i * (log_uniform(1e-10, 40) if i % 3 else log_uniform(0.1, 6))
        y = mpf(x)
        with mp.workprec(2000):
            cdf = m.erfc(-y / m.sqrt(2)) / 2
            line('normalcdf', [x], cdf)
            line('lognormalcdf', [x], m.log(cdf))
            line('normalhazard', [x], m.npdf(y) / cdf)
        line('scalederfc', [min(abs(x), 26) if x > 0 else x / 2], m.exp(mpf(min(abs(x), 26) if x > 0 else x / 2) ** 2) * m.erfc(mpf(min(abs(x), 26) if x > 0 else x / 2)))
    for x in [27.9, 28.1, 30, 100, 1e3, 1e6, 1e9]:
        y = mpf(x)
        with mp.workprec(400):
            line('scalederfc', [x], m.exp(y ** 2) * m.erfc(y))
            line('lognormalcdf', [-x], m.log(m.erfc(y / m.sqrt(2)) / 2))
            line('normalhazard', [-x], m.exp(-y ** 2 / 2) / m.sqrt(2 * m.pi) / (m.erfc(y / m.sqrt(2)) / 2))
    for _ in range(100):
        nu, t = log_uniform(0.1, 1e4), random.choice((-1, 1)) * log_uniform(1e-6, 100)
        value = incomplete_beta(mpf(nu) / 2, 0.5, mpf(nu) / (nu + mpf(t) ** 2)) / 2 if t * t > nu / 1e3 else (1 - incomplete_beta(0.5, mpf(nu) / 2, mpf(t) ** 2 / (nu + mpf(t) ** 2))) / 2
        line('studenttcdf', [t, nu], value if t < 0 else 1 - value)


def exprel():
    random.seed(20240304)
    for x in list(arguments(300, 1e-12, 1e4)) + list(around(2, -2, 1, -1)) + [1e-100, -1e-100]:
        with mp.workprec(1600):
            y = mpf(x)
            line('logexprel', [x], m.log(m.expm1(y) / y))
            line('logexprelslope', [x], -1 / m.expm1(-y) - 1 / y)
            line('logexprelcurvature', [x], 1 / y ** 2 - 1 / (4 * m.sinh(y / 2) ** 2))
            line('langevin', [x], m.coth(y) - 1 / y)
            line('continuousbernoullilognorm', [x], m.log(y / m.tanh(y / 2)))
            line('continuousbernoullislope', [x], 1 / y - 1 / m.sinh(y))


def spherical():
    random.seed(20240305)
    for v in (0, 0.5, 1, 2.5, 4, 9.5, 15, 24, 25, 31, 63.5, 127, 199, 400):
        for i in range(16):
            x = log_uniform(1e-6, 1e6) if i % 2 else log_uniform(1, 1e4)
            with mp.workdps(80):
                y = mpf(x)
                i0, i1, i2 = (m.besseli(v + k, y, maxterms=10 ** 6) for k in (0, 1, 2))
                r = i1 / i0
                line('logbesselireduced', [float(v), x], m.log(i0) + m.loggamma(v + 1) - v * m.log(y / 2))
                line('besseliratioslope', [float(v), x], r * (1 / y - r + i2 / i1))
                line('besseliratiocomplement', [float(v), x], 1 - r)
    # dt/dκ of t = 1 - <mean, x> at fixed probability: the integral of (mean t - s) p(s) up to t, over -p(t).
    mp.dps = 30
    for i in range(150):
        d, kappa = random.choice((2, 3, 4, 5, 8, 16, 50, 128, 400)), log_uniform(1e-3, 1e5)
        v = mpf(d) / 2 - 1
        with mp.workdps(50):
            a = m.besseli(v + 1, kappa, maxterms=10 ** 6) / m.besseli(v, kappa, maxterms=10 ** 6)
            variance = 1 - a * a - (2 * v + 1) * a / kappa
        mean, deviation = 1 - a, m.sqrt(variance)
        t = float(mean + random.uniform(-3.5, 5) * deviation)
        if not 0 < t < 2:
            t = float(mean) * random.random()
        line('vmfslope', [float(d), kappa, t], vmf_slope(d, mpf(kappa), mpf(t), mean, deviation))


def vmf_slope(d, kappa, t, mean, deviation):
    def f(s):
        return (mean - s) * (s / t * (2 - s) / (2 - t)) ** (mpf(d - 3) / 2) * m.exp(kappa * (t - s))
    if t < mean:
        cuts = sorted({mpf(0), t} | {t - k * deviation / 2 for k in range(1, 40) if t - k * deviation / 2 > 0})
        return -m.quad(f, cuts)
    cuts = sorted({mpf(2), t} | {t + k * k * deviation / 4 for k in range(1, 40) if t + k * k * deviation / 4 < 2})
    return m.quad(f, cuts)


if __name__ == '__main__':
    table()
    implicit()
    probability()
    beta_and_normal()
    exprel()
    spherical()
