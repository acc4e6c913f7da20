import { compile } from '../smarts/compile.ts'
import type { Graph } from '../smarts/graph.ts'
import { hasMatch, matches } from '../smarts/match.ts'
import { acceptorsOf, aromaticRings, donors, rotatableBonds } from './counts.ts'
import { alogp } from './crippen.ts'
import { bestValue, desirability } from './desirability.ts'
import { once } from './once.ts'
import { qedConstants, qedPropertyNames, type QedProperties, type QedWeights } from './qed-constants.ts'
import { structuralAlerts, type StructuralAlert } from './structural-alerts.ts'
import { tpsa } from './tpsa.ts'
import { molecularWeight } from './weight.ts'

const alerts = once(() => structuralAlerts.map((alert) => ({ alert, pattern: compile(alert.smarts) })))

/** The eight properties of QED, equal to those of `rdkit.Chem.QED.properties`. */
export function measure(graph: Graph): QedProperties {
  return {
    mw: molecularWeight(graph),
    alogp: alogp(graph),
    hba: acceptorsOf(graph),
    hbd: donors(graph),
    psa: tpsa(graph),
    rotb: rotatableBonds(graph),
    arom: aromaticRings(graph),
    alerts: alerts().reduce((count, { pattern }) => count + (hasMatch(pattern, graph) ? 1 : 0), 0),
  }
}

/**
 * The quantitative estimate of drug-likeness, from 0 to about 0.948: the weighted geometric mean of the
 * desirabilities of the eight properties.
 */
export function qed(properties: QedProperties, weights: QedWeights = 'mean'): number {
  return combine(
    qedPropertyNames.map((name) => desirability(name, properties[name])),
    weights,
  )
}

/** One property's part in QED. */
export interface QedTerm {
  readonly property: keyof QedProperties
  readonly value: number
  /** From 0 to 1. */
  readonly desirability: number
  readonly weight: number
  /** How much QED would rise if the property had the value that is liked best. */
  readonly cost: number
}

/** A structural alert that occurs in a molecule. */
export interface AlertMatch extends StructuralAlert {
  /** The atoms of each occurrence, counted from 0 in the order of the SMILES; at most 100 occurrences. */
  readonly occurrences: readonly (readonly number[])[]
}

/** Why QED is what it is. */
export interface QedExplanation {
  readonly qed: number
  /** In QED's order. */
  readonly terms: readonly QedTerm[]
  readonly alerts: readonly AlertMatch[]
}

/** Takes QED apart; `properties` spares measuring the molecule again. */
export function explainQed(
  graph: Graph,
  properties: QedProperties = measure(graph),
  weights: QedWeights = 'mean',
): QedExplanation {
  const wished = qedPropertyNames.map((name) => desirability(name, properties[name]))
  const now = combine(wished, weights)
  const terms = qedPropertyNames.map((property, index): QedTerm => ({
    property,
    value: properties[property],
    desirability: wished[index]!,
    weight: qedConstants.weights[weights][property],
    // Every property has a peak a little below or at 1; what lies beyond it can not be reached.
    cost: Math.max(0, combine(wished.with(index, peak(property)), weights) - now),
  }))
  return { qed: now, terms, alerts: findAlerts(graph) }
}

const mostOccurrences = 100

function peak(property: keyof QedProperties): number {
  return desirability(property, bestValue(property))
}

/** The structural alerts that occur in a molecule, with their atoms. */
export function findAlerts(graph: Graph): AlertMatch[] {
  return alerts().flatMap(({ alert, pattern }) => {
    const occurrences = matches(pattern, graph, mostOccurrences)
    return occurrences.length > 0 ? { ...alert, occurrences } : []
  })
}

function combine(desirabilities: readonly number[], weights: QedWeights): number {
  let logs = 0
  let total = 0
  for (const [index, name] of qedPropertyNames.entries()) {
    const weight = qedConstants.weights[weights][name]
    logs += weight * Math.log(desirabilities[index]!)
    total += weight
  }
  return Math.exp(logs / total)
}
