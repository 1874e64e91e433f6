#!/usr/bin/env python3
"""Makes the polynomial constants of src/Latent.Tensors/SpecialFunctions.

Each constant table there names the entry below it came from. The method: a polynomial (with the powers given) that minimises
max |w(x) (p(x) - f(x))| over an interval, by the Remez exchange in high precision; its coefficients are rounded to the format one after another,
most important first, and the rest fitted anew after each rounding, so that the rounding errors of the early ones are made good by the later.

Usage: eng/minimax.py [name ...]     (needs python3-mpmath; without names, all)
"""
import struct
import sys

from mpmath import mp, mpf, matrix, lu_solve
import mpmath as m

mp.dps = 60


def round_to(value, fmt):
    """The nearest number of the format 'f' (float32), 'd' (float64), as an mpf."""
    if fmt == 'd':
        return mpf(float(value))
    bits = struct.unpack('<f', struct.pack('<f', float(value)))[0]
    return mpf(bits)


def show(value, fmt):
    v = float(value)
    if fmt == 'd':
        return repr(v)
    for digits in range(1, 12):
        text = f'{v:.{digits}g}'
        if struct.pack('<f', float(text)) == struct.pack('<f', v):
            return text + 'f'
    return f'{v:.12g}f'


def remez(f, w, powers, a, b, iterations=40):
    """Coefficients c_i and the error of the best sum c_i x^powers[i] for f under the weight w on [a, b]."""
    n = len(powers)
    a, b = mpf(a), mpf(b)
    # The lowest power is divided out: powers that all vanish at 0 have no alternation theorem on an interval around it.
    low, weight, target = powers[0], w, f
    powers = [p - low for p in powers]
    w = lambda x: abs(weight(x) * x ** low)
    f = lambda x: target(x) / x ** low
    points = [(a + b) / 2 + (b - a) / 2 * m.cos(m.pi * (2 * i + mpf('1.03')) / (2 * (n + 1))) for i in range(n + 1)][::-1]
    grid_size = max(300, 40 * n)
    grid = [(a + b) / 2 - (b - a) / 2 * m.cos(m.pi * i / grid_size) for i in range(grid_size + 1)]
    # Weights vanish at 0, so leave out its neighbourhood.
    grid = [x for x in grid if abs(x) > (b - a) * mpf('1e-4')]
    fg = [f(x) for x in grid]
    wg = [w(x) for x in grid]
    error = mpf(0)
    for _ in range(iterations):
        rows = matrix(n + 1, n + 1)
        rhs = matrix(n + 1, 1)
        for i, x in enumerate(points):
            for j, p in enumerate(powers):
                rows[i, j] = x ** p
            rows[i, n] = (-1) ** i / w(x)
            rhs[i] = f(x)
        solution = lu_solve(rows, rhs)
        c = [solution[j] for j in range(n)]
        level = abs(solution[n])
        e = [wg[k] * (sum(cj * grid[k] ** p for cj, p in zip(c, powers)) - fg[k]) for k in range(len(grid))]
        # One extremum in each run of equal signs.
        extrema, k = [], 0
        while k < len(e):
            best = k
            while k < len(e) and (e[k] >= 0) == (e[best] >= 0):
                if abs(e[k]) > abs(e[best]):
                    best = k
                k += 1
            extrema.append(best)
        error = max(abs(v) for v in e)
        if len(extrema) < n + 1:
            return c, error
        while len(extrema) > n + 1:
            if len(extrema) == n + 2:
                extrema.pop(0 if abs(e[extrema[0]]) < abs(e[extrema[-1]]) else -1)
            else:
                drop = min(range(len(extrema) - 1), key=lambda i: max(abs(e[extrema[i]]), abs(e[extrema[i + 1]])))
                del extrema[drop:drop + 2]
        points = [grid[k] for k in extrema]
        if level > 0 and error / level < mpf('1.001'):
            break
    return c, error


def fit(name, f, w, powers, a, b, fmt, fixed=None):
    """Prints the rounded coefficients of the best polynomial; 'fixed' gives coefficients that are set in advance. fmt: one letter, or one per power."""
    f = memo(f)
    fmts = fmt if len(fmt) == len(powers) and len(powers) > 1 else fmt * len(powers)
    grid = [mpf(a) + (mpf(b) - mpf(a)) * (i + mpf('0.37')) / 501 for i in range(501)]
    target = [f(x) for x in grid]
    measure = lambda known: max(abs(w(x) * (sum(known[p] * x ** p for p in powers) - t)) for x, t in zip(grid, target))
    known, best, final, ideal = dict(fixed or {}), None, None, None
    free = [p for p in powers if p not in known]
    while free:
        rest = lambda x: f(x) - sum(cv * x ** p for p, cv in known.items())
        c, error = remez(rest, w, free, a, b)
        ideal = error if ideal is None else ideal
        # As if all the rest were rounded as they are: the best of these candidates is kept.
        candidate = dict(known)
        candidate.update((p, round_to(cv, fmts[powers.index(p)])) for p, cv in zip(free, c))
        size = measure(candidate)
        if final is None or size < final:
            final, best = size, candidate
        p = free.pop(0)
        known[p] = round_to(c[0], fmts[powers.index(p)])
    known = best
    print(f'{name}: [{m.nstr(mpf(a), 8)}, {m.nstr(mpf(b), 8)}] ideal 2^{m.nstr(m.log(ideal, 2), 5)} rounded 2^{m.nstr(m.log(final, 2), 5)}')
    for p in powers:
        print(f'    c{p} = {show(known[p], fmts[powers.index(p)])}')
    sys.stdout.flush()


def rational(name, f, n, d, a, b):
    """Prints the quotient of polynomials of degrees n and d (q(0) = 1) that interpolates f at Chebyshev's nodes: within a bit or two of the best relative error."""
    a, b = mpf(a), mpf(b)
    k = n + d + 1
    nodes = [(a + b) / 2 - (b - a) / 2 * m.cos(m.pi * (2 * i + 1) / (2 * k)) for i in range(k)]
    rows, rhs = matrix(k, k), matrix(k, 1)
    for i, x in enumerate(nodes):
        for j in range(n + 1):
            rows[i, j] = x ** j
        for j in range(1, d + 1):
            rows[i, n + j] = -f(x) * x ** j
        rhs[i] = f(x)
    s = lu_solve(rows, rhs)
    p, q = [s[j] for j in range(n + 1)], [mpf(1)] + [s[n + j] for j in range(1, d + 1)]
    grid = [a + (b - a) * i / 997 for i in range(998)]
    value = lambda x: sum(c * x ** j for j, c in enumerate(p)) / sum(c * x ** j for j, c in enumerate(q))
    print(f'{name}: [{m.nstr(a, 8)}, {m.nstr(b, 8)}] error 2^{m.nstr(m.log(max(abs(value(x) / f(x) - 1) for x in grid), 2), 5)}')
    for label, cs in (('p', p), ('q', q)):
        for j, c in enumerate(cs):
            print(f'    {label}{j} = {show(c, "d")}')
    sys.stdout.flush()


def memo(f):
    """A function that remembers its values."""
    known = {}

    def g(x):
        if x not in known:
            known[x] = f(x)
        return known[x]
    return g


def series(f, terms):
    """A function that is a removable 0/0 at 0, there by its Taylor polynomial given as coefficients."""
    def g(x):
        if abs(x) < mpf('1e-8'):
            return sum(t * x ** i for i, t in enumerate(terms))
        return f(x)
    return g


def fac(n):
    return mpf(1) / m.factorial(n)


HALF_LN2 = m.log(2) / 2
SQRT_HALF = m.sqrt(mpf(1) / 2)
one = lambda x: mpf(1)

# (exp(r) - 1 - r) / r^2, weighted so that the error counts relative to exp(r).
exp_q = series(lambda r: (m.expm1(r) - r) / r ** 2, [fac(i + 2) for i in range(6)])
# (log(1+f) - f) / f^2.
log_q = series(lambda f: (m.log1p(f) - f) / f ** 2, [(-1) ** (i + 1) / mpf(i + 2) for i in range(6)])
tanh_q = series(lambda z: (m.tanh(m.sqrt(z)) / m.sqrt(z) - 1) / z, [mpf(-1) / 3, mpf(2) / 15, mpf(-17) / 315, mpf(62) / 2835])
sin_q = series(lambda z: (m.sin(m.sqrt(z)) / m.sqrt(z) - 1) / z, [(-1) ** (i + 1) * fac(2 * i + 3) for i in range(5)])
cos_q = series(lambda z: (m.cos(m.sqrt(z)) - 1 + z / 2) / z ** 2, [(-1) ** i * fac(2 * i + 4) for i in range(5)])
# log(1+f) = 2 atanh(s), s = f/(2+f): (2 atanh(s)/s - 2) / s^2 in z = s^2.
atanh_q = series(lambda z: (2 * m.atanh(m.sqrt(z)) / m.sqrt(z) - 2) / z, [mpf(2) / (2 * i + 3) for i in range(6)])

QUARTER_PI = m.pi / 4

erf_q = series(memo(lambda z: m.erf(m.sqrt(z)) / m.sqrt(z) - 1), [2 / m.sqrt(m.pi) - 1])
erf_w = lambda z: 1 / (erf_q(z) + 1)
log_erfc = memo(lambda a: m.log(m.erfc(a)))
# (1 + 2x) e^(x²) erfc(x) as a function of t = (x - K) / (x + K): M. Shepherd and J. Laframboise, Math. Comp. 36 (1981).
ERFC_K = mpf(4)
erfcx = lambda x: m.exp(x * x) * m.erfc(x)
erfc_t = memo(lambda t: (lambda x: (1 + 2 * x) * erfcx(x))(ERFC_K * (1 + t) / (1 - t)))
# (ln Γ(2+u) - (1-γ)u) / u².
lgamma_q = memo(lambda u: (m.loggamma(2 + u) - (1 - m.euler) * u) / u ** 2 if u else (m.zeta(2) - 1) / 2)
# Remainders of the asymptotic series as functions of w = 1/x²; their values at 0 are their limits.
stirling = memo(lambda w: (lambda x: x * (m.loggamma(x) - ((x - mpf(1) / 2) * m.log(x) - x + m.log(2 * m.pi) / 2)))(1 / m.sqrt(w)) if w else mpf(1) / 12)
digamma_w = memo(lambda w: (lambda x: x * x * (m.log(x) - 1 / (2 * x) - m.digamma(x)))(1 / m.sqrt(w)) if w else mpf(1) / 12)
trigamma_w = memo(lambda w: (lambda x: x ** 3 * (m.psi(1, x) - 1 / x - 1 / (2 * x * x)))(1 / m.sqrt(w)) if w else mpf(1) / 6)
tetragamma_w = memo(lambda w: (lambda x: x ** 4 * (m.psi(2, x) + 1 / x ** 2 + 1 / x ** 3))(1 / m.sqrt(w)) if w else mpf(-1) / 2)
DIGAMMA_ZERO = m.findroot(m.digamma, mpf('1.4616321449683623'))
digamma_q = memo(lambda v: m.digamma(v + mpf(3) / 2) / (v + mpf(3) / 2 - DIGAMMA_ZERO))
# The normal quantile: M. Wichura, Applied Statistics 37 (1988), algorithm AS 241, for its choice of variables.
ndtri_mid = memo(lambda z: m.sqrt(2) * m.erfinv(2 * m.sqrt(z)) / m.sqrt(z) if z else m.sqrt(2 * m.pi))


def upper_quantile(r):
    """-Φ^-1(e^(-r²)), by Newton's method on ln Φ."""
    x = r * m.sqrt(2) - mpf('0.3')
    for _ in range(100):
        tail = m.erfc(x / m.sqrt(2)) / 2
        step = (m.log(tail) + r * r) * tail / (m.exp(-x * x / 2) / m.sqrt(2 * m.pi))
        x += step
        if abs(step) < mpf('1e-45'):
            break
    return x


ndtri_tail = memo(upper_quantile)
relative = lambda f: lambda x: 1 / f(x)

# ln((e^x - 1)/x) - x/2, its derivative and its second derivative as series in z = x²: the coefficients are Bernoulli numbers.
def exprel(term):
    return lambda z: sum(m.bernoulli(2 * n) / m.factorial(2 * n) * term(n) * z ** (n - 1) for n in range(1, 90))


exprel_log = exprel(lambda n: mpf(1) / (2 * n))
exprel_slope = exprel(lambda n: mpf(1))
exprel_curvature = exprel(lambda n: mpf(2 * n - 1))

FITS = {
    'exp.f': lambda: fit('exp.f', exp_q, lambda r: r * r / m.exp(r), list(range(5)), -HALF_LN2 * 1.01, HALF_LN2 * 1.01, 'f'),
    'exp.d': lambda: fit('exp.d', exp_q, lambda r: r * r / m.exp(r), list(range(11)), -HALF_LN2 * 1.001, HALF_LN2 * 1.001, 'd'),
    'expm1.f': lambda: fit('expm1.f', exp_q, lambda r: r * r / m.expm1(r) if r else mpf(0), list(range(6)), -HALF_LN2 * 1.01, HALF_LN2 * 1.01, 'f'),
    'expm1.d': lambda: fit('expm1.d', exp_q, lambda r: r * r / m.expm1(r) if r else mpf(0), list(range(12)), -HALF_LN2 * 1.001, HALF_LN2 * 1.001, 'd'),
    'log.f': lambda: fit('log.f', log_q, lambda f: f * f / m.log1p(f) if f else mpf(0), list(range(9)), SQRT_HALF - 1, m.sqrt(2) - 1, 'f', {0: mpf(-0.5)}),
    'log1p01.f': lambda: fit('log1p01.f', log_q, lambda f: f * f / m.log1p(f) if f else mpf(0), list(range(9)), 0, 1, 'f', {0: mpf(-0.5)}),
    'logpair.d': lambda: fit('logpair.d', atanh_q, lambda z: z, list(range(9)), 0, ((m.sqrt(2) - 1) / (m.sqrt(2) + 1)) ** 2, 'd', {0: mpf(2) / 3}),
    'log.d': lambda: fit('log.d', atanh_q, lambda z: z, list(range(7)), 0, ((m.sqrt(2) - 1) / (m.sqrt(2) + 1)) ** 2, 'd'),
    'tanh.f': lambda: fit('tanh.f', tanh_q, lambda z: z / (m.tanh(m.sqrt(z)) / m.sqrt(z)) if z else mpf(0), list(range(7)), 0, mpf('0.9') ** 2, 'f'),
    'tanh.d': lambda: fit('tanh.d', tanh_q, lambda z: z / (m.tanh(m.sqrt(z)) / m.sqrt(z)) if z else mpf(0), list(range(14)), 0, mpf('0.7') ** 2, 'd'),
    'sin.f': lambda: fit('sin.f', sin_q, lambda z: z / (m.sin(m.sqrt(z)) / m.sqrt(z)) if z else mpf(0), list(range(4)), 0, (QUARTER_PI * 1.01) ** 2, 'f'),
    'cos.f': lambda: fit('cos.f', cos_q, lambda z: z ** 2 / m.cos(m.sqrt(z)), list(range(3)), 0, (QUARTER_PI * 1.01) ** 2, 'f'),
    'sin.d': lambda: fit('sin.d', sin_q, lambda z: z / (m.sin(m.sqrt(z)) / m.sqrt(z)) if z else mpf(0), list(range(7)), 0, (QUARTER_PI * 1.001) ** 2, 'd'),
    'cos.d': lambda: fit('cos.d', cos_q, lambda z: z ** 2 / m.cos(m.sqrt(z)), list(range(7)), 0, (QUARTER_PI * 1.001) ** 2, 'd'),
    'erf.f': lambda: fit('erf.f', erf_q, erf_w, list(range(8)), 0, mpf('0.94') ** 2, 'f'),
    'erftail.f': lambda: fit('erftail.f', log_erfc, lambda a: m.erfc(a) / m.erf(a), list(range(9)), mpf('0.92'), mpf('4.0'), 'f'),
    'erf.d': lambda: fit('erf.d', erf_q, erf_w, list(range(14)), 0, 1, 'd'),
    'erfc.d': lambda: fit('erfc.d', erfc_t, relative(erfc_t), list(range(23)), -1, (28 - ERFC_K) / (28 + ERFC_K), 'd'),
    'lgamma.d': lambda: fit('lgamma.d', lgamma_q, lambda u: u ** 2 / m.loggamma(2 + u) if u else mpf(0), list(range(19)), -0.5, 0.5, 'd'),
    'stirling.d': lambda: fit('stirling.d', stirling, lambda w: one(w), list(range(9)), 0, 1 / mpf('4.5') ** 2, 'd'),
    'digamma.d': lambda: fit('digamma.d', digamma_q, relative(digamma_q), list(range(23)), -0.5, 0.5, 'd'),
    'digammatail.d': lambda: fit('digammatail.d', digamma_w, one, list(range(11)), 0, mpf(1) / 9, 'd'),
    'trigamma.d': lambda: fit('trigamma.d', trigamma_w, one, list(range(11)), 0, mpf(1) / 16, 'd'),
    'tetragamma.d': lambda: fit('tetragamma.d', tetragamma_w, one, list(range(11)), 0, mpf(1) / 16, 'd'),
    'exprel.f': lambda: fit('exprel.f', exprel_log, relative(exprel_log), list(range(5)), 0, 4, 'f'),
    'exprel.d': lambda: fit('exprel.d', exprel_log, relative(exprel_log), list(range(10)), 0, 4, 'd'),
    'exprelslope.f': lambda: fit('exprelslope.f', exprel_slope, relative(exprel_slope), list(range(6)), 0, 4, 'f'),
    'exprelslope.d': lambda: fit('exprelslope.d', exprel_slope, relative(exprel_slope), list(range(11)), 0, 4, 'd'),
    'exprelcurvature.f': lambda: fit('exprelcurvature.f', exprel_curvature, relative(exprel_curvature), list(range(6)), 0, 4, 'f'),
    'exprelcurvature.d': lambda: fit('exprelcurvature.d', exprel_curvature, relative(exprel_curvature), list(range(12)), 0, 4, 'd'),
    'ndtri.mid': lambda: rational('ndtri.mid', lambda u: ndtri_mid(mpf('0.180625') - u), 8, 8, 0, mpf('0.180625')),
    'ndtri.tail': lambda: rational('ndtri.tail', lambda u: ndtri_tail(u + mpf('1.6')), 9, 8, m.sqrt(-m.log(mpf('0.075'))) - mpf('1.6'), 5 - mpf('1.6')),
    'ndtri.far': lambda: rational('ndtri.far', lambda s: ndtri_tail(1 / s) * s, 9, 9, 1 / mpf('27.3'), mpf('0.2')),
}


if __name__ == '__main__':
    for name in sys.argv[1:] or FITS:
        FITS[name]()
