import { readFileSync } from 'node:fs'

import { sharedPath } from '@textgrad/host/testing'

type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>

interface Reference {
  /** The bundle. */
  readonly file: string
  readonly probe: {
    readonly value: number
    readonly weights?: readonly number[]
    readonly gradient?: readonly number[]
  }
  /** The least value that any solver reached. */
  readonly optimum: number
  /** Where it was reached; a file of the bundle where they are left out. */
  readonly star?: readonly number[]
  /** Of structures by the name of the fluence. */
  readonly metrics: Readonly<Record<string, Metrics>>
}

interface CaseJson {
  readonly probe?: { readonly f: number; readonly w: number[]; readonly grad: number[] }
  readonly optimum?: { readonly f: number; readonly w: readonly number[] }
  readonly reference?: { readonly f_probe: number; readonly f_star_lbfgsb: number }
  readonly metrics_total_dose_Gy?: Readonly<Record<string, Metrics>>
}

/** A case that matRad and scipy solved, or undefined where it is missing. */
export function reference(name: 'tiny' | 'cshape'): Reference | undefined {
  const file = sharedPath(`ref/radiotherapy/${name}.json`)
  if (file === undefined) return undefined
  const json = JSON.parse(readFileSync(file, 'utf8')) as CaseJson
  const { probe, optimum, reference: values, metrics_total_dose_Gy: metrics = {} } = json
  if (probe && optimum)
    return {
      file,
      probe: { value: probe.f, weights: probe.w, gradient: probe.grad },
      optimum: optimum.f,
      star: optimum.w,
      metrics,
    }
  return { file, probe: { value: values!.f_probe }, optimum: values!.f_star_lbfgsb, metrics }
}
