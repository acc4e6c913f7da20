import type { Contacts } from '../docking/contacts.ts'
import { covalentRadius, elementOfType } from '../docking/elements.ts'
import {
  distance,
  isHydrogenType,
  readAtoms,
  residueName,
  type FileAtom,
  type Point,
} from '../docking/pdbqt.ts'
import { escaped } from './scatter.ts'

const panel = { width: 430, height: 360 }
const edge = 34
/** How much longer than the sum of covalent radii a bond may be, ångström. */
const slack = 0.4
const mostNamed = 10
const colours: Readonly<Record<string, string>> = {
  C: '#3a3a3a',
  N: '#2a57c9',
  O: '#cc2a1e',
  F: '#2f9e44',
  Cl: '#2f9e44',
  Br: '#8f3b1b',
  I: '#6a1b9a',
  S: '#b8860b',
  P: '#d9822b',
}

/** What is drawn of a place in space: the further back, the earlier and the paler. */
interface Mark {
  readonly depth: number
  readonly svg: string
}

type View = (point: Point) => { readonly x: number; readonly y: number; readonly depth: number }

/**
 * A pose in its pocket as an SVG document, seen from the front and from above: the molecule as thick bonds, the residues it
 * touches as thin ones, hydrogen bonds dashed with their lengths. The longest extent of the molecule lies across.
 */
export function poseView(pose: string, pocket: string, contacts: Contacts): string {
  const ligand = heavy(pose)
  const touched = new Set(contacts.residues.map(({ residue }) => residue))
  const residues = heavy(pocket).filter((atom) => touched.has(residueName(atom)))
  const scene = { ligand, residues, contacts }
  const axes = axesOf(ligand.map(({ position }) => position))
  const panels = [axes, { ...axes, up: axes.towards, towards: flipped(axes.up) }].map((seen, index) =>
    drawn(scene, seen, index * panel.width),
  )
  const width = 2 * panel.width
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panel.height}" width="${width}" height="${panel.height}" font-family="sans-serif" font-size="10">`,
    `<rect width="${width}" height="${panel.height}" fill="#fff"/>`,
    ...panels,
    '</svg>',
  ].join('')
}

const heavy = (text: string): FileAtom[] => readAtoms(text).filter(({ type }) => !isHydrogenType(type))

interface Scene {
  readonly ligand: readonly FileAtom[]
  readonly residues: readonly FileAtom[]
  readonly contacts: Contacts
}

interface Axes {
  readonly center: Point
  readonly across: Point
  readonly up: Point
  readonly towards: Point
}

function drawn({ ligand, residues, contacts }: Scene, axes: Axes, left: number): string {
  const view = viewOf(axes, [...ligand, ...residues], left)
  const nearest = contacts.residues.slice(0, mostNamed).map(({ residue }) => residue)
  const marks = [
    ...bonds(residues).map((bond) => stick(bond, view, { width: 1.6, carbon: '#a9b4bf' })),
    ...bonds(ligand).map((bond) => stick(bond, view, { width: 4.2, carbon: '#3a3a3a' })),
    ...hydrogenBonds(ligand, residues, contacts).map(([a, b, length]) => dashed(view(a), view(b), length)),
    ...nearest.flatMap((name) => label(name, residues, view)),
  ]
  return marks
    .toSorted((a, b) => a.depth - b.depth)
    .map(({ svg }) => svg)
    .join('')
}

/** Pairs of atoms that are bonded, as told by their distance; of different residues too, as a backbone is. */
function bonds(atoms: readonly FileAtom[]): [FileAtom, FileAtom][] {
  return atoms.flatMap((a, index) =>
    atoms.slice(index + 1).flatMap((b): [FileAtom, FileAtom][] => {
      const longest = radius(a) + radius(b) + slack
      return distance(a.position, b.position) <= longest ? [[a, b]] : []
    }),
  )
}

const radius = ({ type }: FileAtom): number => covalentRadius[elementOfType(type)] ?? 1.2

/** A bond in two halves, each in the colour of its atom. */
function stick(
  [a, b]: readonly [FileAtom, FileAtom],
  view: View,
  look: { readonly width: number; readonly carbon: string },
): Mark {
  const [from, to] = [view(a.position), view(b.position)]
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  const depth = (from.depth + to.depth) / 2
  const half = (end: { x: number; y: number }, { type }: FileAtom) => {
    const element = elementOfType(type)
    const colour = element === 'C' ? look.carbon : (colours[element] ?? '#7a3fa0')
    return `<line x1="${end.x.toFixed(1)}" y1="${end.y.toFixed(1)}" x2="${middle.x.toFixed(1)}" y2="${middle.y.toFixed(1)}" stroke="${colour}"/>`
  }
  const svg = `<g stroke-width="${look.width}" stroke-linecap="round" opacity="${(0.45 + 0.55 * depth).toFixed(2)}">${half(from, a)}${half(to, b)}</g>`
  return { depth, svg }
}

function hydrogenBonds(
  ligand: readonly FileAtom[],
  residues: readonly FileAtom[],
  contacts: Contacts,
): [Point, Point, number][] {
  return contacts.hydrogenBonds.flatMap(
    ({ residue, partner, distance: length }): [Point, Point, number][] => {
      const other = residues.find((atom) => residueName(atom) === residue && atom.name === partner)
      // The contact tells atoms by their number in the SMILES; here they are those at that distance.
      const own =
        other && ligand.find(({ position }) => Math.abs(distance(position, other.position) - length) < 0.006)
      return own && other ? [[own.position, other.position, length]] : []
    },
  )
}

type Seen = ReturnType<View>

function dashed(a: Seen, b: Seen, length: number): Mark {
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2]
  return {
    depth: 1.5,
    svg:
      `<line x1="${a.x.toFixed(1)}" y1="${a.y.toFixed(1)}" x2="${b.x.toFixed(1)}" y2="${b.y.toFixed(1)}" stroke="#0b7285" stroke-width="1.5" stroke-dasharray="4 3"/>` +
      text({ x, y: y - 3 }, `${length.toFixed(1)} Å`, '#0b7285'),
  }
}

function label(name: string, residues: readonly FileAtom[], view: View): Mark[] {
  const own = residues.filter((atom) => residueName(atom) === name)
  if (own.length === 0) return []
  const at = view(mean(own.map(({ position }) => position)))
  return [{ depth: 2, svg: text(at, name, '#4a5560') }]
}

/** With a white rim, so that it can be read above bonds. */
const text = ({ x, y }: { readonly x: number; readonly y: number }, words: string, colour: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="middle" fill="${colour}" stroke="#fff" stroke-width="2.5" paint-order="stroke">${escaped(words)}</text>`

/** Fits all atoms into a panel; depth is 0 at the back and 1 in front. */
function viewOf(axes: Axes, atoms: readonly FileAtom[], left: number): View {
  const place = (point: Point) => {
    const from = minus(point, axes.center)
    return { x: dot(from, axes.across), y: dot(from, axes.up), z: dot(from, axes.towards) }
  }
  const all = atoms.map(({ position }) => place(position))
  const [xs, ys, zs] = [span(all.map(({ x }) => x)), span(all.map(({ y }) => y)), span(all.map(({ z }) => z))]
  const scale = Math.min((panel.width - 2 * edge) / xs.size, (panel.height - 2 * edge) / ys.size)
  return (point) => {
    const { x, y, z } = place(point)
    return {
      x: left + panel.width / 2 + (x - xs.middle) * scale,
      y: panel.height / 2 - (y - ys.middle) * scale,
      depth: (z - zs.low) / zs.size,
    }
  }
}

function span(values: readonly number[]): {
  readonly low: number
  readonly size: number
  readonly middle: number
} {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return { low, size: Math.max(1, high - low), middle: (low + high) / 2 }
}

/** Across: between the two points that are farthest apart. Up: to the point that is farthest from that line. */
function axesOf(points: readonly Point[]): Axes {
  const center = mean(points)
  let across: Point = [1, 0, 0]
  let longest = 0
  for (const [index, a] of points.entries())
    for (const b of points.slice(index + 1)) {
      if (distance(a, b) <= longest) continue
      longest = distance(a, b)
      across = scaled(minus(b, a), 1 / longest)
    }
  const beside = (point: Point): Point => minus(point, scaled(across, dot(point, across)))
  const sides = [...points.map((point) => beside(minus(point, center))), beside([0, 1, 0]), beside([0, 0, 1])]
  const offAxis = sides.slice(0, points.length).toSorted((a, b) => dot(b, b) - dot(a, a))[0]
  // A straight molecule has no side of its own.
  const side =
    offAxis && dot(offAxis, offAxis) > 0.01
      ? offAxis
      : sides.slice(-2).toSorted((a, b) => dot(b, b) - dot(a, a))[0]!
  const up = scaled(side, 1 / Math.sqrt(dot(side, side)))
  return { center, across, up, towards: cross(across, up) }
}

const mean = (points: readonly Point[]): Point =>
  scaled(
    points.reduce<Point>((sum, [x, y, z]) => [sum[0] + x, sum[1] + y, sum[2] + z], [0, 0, 0]),
    1 / points.length,
  )
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const scaled = (a: Point, by: number): Point => [a[0] * by, a[1] * by, a[2] * by]
const flipped = (a: Point): Point => scaled(a, -1)
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]
