import { runPython } from '@textgrad/host/testing'

import type { PlanCase } from '../plan-case.ts'

const program = `
import json, sys
import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

# The costs of doses, written down a second time; d is in Gy per fraction.
def squares(d, penalty, one):
    return penalty * (one @ one) / len(d), 2 * penalty * one / len(d)

def cost(o, d, n):
    kind, p, r = o['kind'], o['penalty'], o['dose'] / n
    if kind == 'squaredDeviation': return squares(d, p, d - r)
    if kind == 'squaredOverdosing': return squares(d, p, np.maximum(d - r, 0))
    if kind == 'squaredUnderdosing': return squares(d, p, np.minimum(d - r, 0))
    m, ones = d.mean(), np.ones(len(d)) / len(d)
    if kind == 'squaredMeanDose': return p * (m - r) ** 2, 2 * p * (m - r) * ones
    if kind == 'meanDose': return p * abs(m - r), p * np.sign(m - r) * ones
    if kind == 'eud':
        e, slope = eud(d, o['exponent'])
        return p * (e - r) ** 2, 2 * p * (e - r) * slope
    raise ValueError(kind)

def eud(d, k):
    top = d.max()
    if top <= 0: return 0.0, np.zeros(len(d))
    e = top * np.mean((d / top) ** k) ** (1 / k)
    return e, (d / e) ** (k - 1) / len(d)

def solve(case):
    matrix = csr_matrix((case['values'], case['columns'], case['starts']), shape=case['shape'])
    n, structures = case['fractions'], case['structures']
    least = np.full(case['shape'][0], np.inf)
    for s in structures:
        if s['objectives']: least[s['rows']] = np.minimum(least[s['rows']], s['priority'])
    terms = [(np.array([r for r in s['rows'] if least[r] >= s['priority']]), s) for s in structures]

    def value(w):
        d = matrix @ w
        f, g = 0.0, np.zeros(len(d))
        for rows, s in terms:
            for o in s['objectives']:
                one, slope = cost(o, d[rows], n)
                f += one
                np.add.at(g, rows, slope)
        return f, matrix.T @ g

    bounds = [(0, None)] * case['shape'][1]
    best = None
    constraints = [bound(c, matrix, rows, n) for rows, s in terms for c in s.get('constraints', [])]
    for start in ([case['start']] * case['shape'][1], case['found']):
        w = np.array(start, float)
        if constraints:
            found = minimize(value, w, jac=True, method='SLSQP', bounds=bounds, constraints=constraints,
                options={'maxiter': 1000, 'ftol': 1e-12})
            if min(c['fun'](found.x).min() for c in constraints) < -1e-4 / n: continue
        else:
            found = minimize(value, w, jac=True, method='L-BFGS-B', bounds=bounds,
                options={'maxiter': 4000, 'maxfun': 8000, 'maxcor': 40, 'ftol': 0, 'gtol': 1e-12})
        best = found.fun if best is None else min(best, found.fun)
    return {'atFound': value(np.array(case['found']))[0], 'optimum': best}

# What must not be negative, and its derivative by the weights.
def bound(c, matrix, rows, n):
    part, most = matrix[rows], c['max'] / n
    if c['kind'] == 'minMaxDose':
        dense = part.toarray()
        return {'type': 'ineq', 'fun': lambda w: most - dense @ w, 'jac': lambda w: -dense}
    if c['kind'] == 'minMaxMeanDose':
        mean = np.asarray(part.mean(axis=0)).ravel()
        return {'type': 'ineq', 'fun': lambda w: np.array([most - mean @ w]), 'jac': lambda w: -mean[None]}
    if c['kind'] == 'minMaxEud':
        k = c['exponent']
        return {'type': 'ineq', 'fun': lambda w: np.array([most - eud(part @ w, k)[0]]),
            'jac': lambda w: -(part.T @ eud(part @ w, k)[1])[None]}
    raise ValueError(c['kind'])

json.dump([solve(case) for case in json.load(sys.stdin)], sys.stdout)
`

export interface SolvedByScipy {
  /** What the objectives cost at the weights that were given. */
  readonly atFound: number
  /** The least that L-BFGS-B (with constraints SLSQP) comes to from the uniform start and from those weights, run long. */
  readonly optimum: number
}

export interface ToSolve {
  readonly plan: PlanCase
  /** The weight of every bixel to start from. */
  readonly start: number
  readonly found: Float64Array
}

/** Solves cases in double precision, by objectives, priorities and constraints that are written in Python. */
export function solvedByScipy(cases: readonly ToSolve[]): readonly SolvedByScipy[] {
  const request = cases.map(({ plan: { influence, fractions, structures }, start, found }) => ({
    shape: [influence.voxels, influence.bixels],
    starts: [...influence.starts],
    columns: [...influence.columns],
    values: [...influence.values],
    fractions,
    structures: structures.map(({ rows, ...wishes }) => ({ ...wishes, rows: [...rows] })),
    start,
    found: [...found],
  }))
  return JSON.parse(runPython(program, request)) as readonly SolvedByScipy[]
}
