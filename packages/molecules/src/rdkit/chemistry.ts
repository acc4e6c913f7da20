import { WorkerError, workerModule, workerPool } from '@textgrad/host'

import type { Answers, Assessment, Measurement, Question } from './answer.ts'
import type { Appraisal, AppraisalQuestion } from './appraise.ts'
import type { Drawing } from './draw.ts'
import type { Examination, Findings } from './examine.ts'
import type { Refusal } from './guard.ts'
import { checkInquiry, type Inquiry } from './inquiry.ts'
import type { Novelty } from './novelty.ts'
import type { MeasureName, Scored } from './score-row.ts'
import type { VariantsQuestion } from './variants.ts'

export interface ChemistryOptions {
  /** Worker threads (default: one per core). */
  readonly threads?: number
  /** Milliseconds for one molecule before it is given up (default: 20,000). */
  readonly deadline?: number
}

interface Asked {
  readonly signal?: AbortSignal | undefined
}

/**
 * RDKit in worker threads: a molecule that crashes or hangs it takes nothing else along. Start it once and
 * release it: `await using rdkit = chemistry()`.
 */
export interface Chemistry extends AsyncDisposable {
  /** Measures a molecule, or says why it is none. */
  measure(smiles: string, options?: Asked): Promise<Measurement | Refusal>
  /** Measures a molecule and finds out what costs it drug-likeness, or says why it is none. */
  assess(smiles: string, options?: Asked): Promise<Assessment | Refusal>
  /**
   * Finds out one thing about a molecule, with its reasons, or says why it can not.
   * @throws {TypeError | RangeError} for an inquiry that no molecule could answer
   */
  examine<K extends keyof Findings>(
    smiles: string,
    inquiry: Inquiry<K>,
    options?: Asked,
  ): Promise<Examination<K> | Refusal>
  /** Measures a molecule without reasons, for scoring many, or says why it is none. */
  score(smiles: string, measures: readonly MeasureName[], options?: Asked): Promise<Scored | Refusal>
  /** An SVG document. */
  draw(smiles: string, drawing: Drawing, options?: Asked): Promise<{ readonly svg: string } | Refusal>
  /** Valid molecules that one change makes of a molecule: a reaction, a cut, a part or half of a mate joined to it. */
  neighbours(
    smiles: string,
    reactions: readonly string[],
    options?: Asked & Omit<VariantsQuestion, 'smiles' | 'reactions'>,
  ): Promise<readonly string[]>
  /** What a goal can be judged by without docking, of many molecules at once. */
  appraise(
    smiles: readonly string[],
    wanted: AppraisalQuestion,
    options?: Asked,
  ): Promise<readonly (Appraisal | Refusal)[]>
  /** How new a molecule is beside known drugs, given as SMILES. */
  novelty(smiles: string, drugs: readonly string[], options?: Asked): Promise<Novelty | Refusal>
  /** The canonical SMILES of a molfile, V2000 or V3000. */
  readMolfile(
    text: string,
    options?: Asked,
  ): Promise<{ readonly ok: true; readonly smiles: string } | Refusal>
  /** A molfile (V2000, or V3000 above 999 atoms) with coordinates of a drawing. */
  writeMolfile(
    smiles: string,
    options?: Asked,
  ): Promise<{ readonly ok: true; readonly molfile: string } | Refusal>
  /** RDKit objects that are alive in a worker: 0 between questions. */
  liveHandles(): Promise<number>
}

export function chemistry({ threads, deadline = 20_000 }: ChemistryOptions = {}): Chemistry {
  const pool = workerPool<Question, Answers[Question['kind']]>(
    workerModule(import.meta.url, 'rdkit.worker'),
    {
      deadline,
      stackMegabytes: 64,
      ...(threads !== undefined && { size: threads }),
    },
  )
  const ask = async <K extends Question['kind']>(
    question: Question & { kind: K },
    asked: Asked = {},
  ): Promise<Answers[K]> =>
    (await pool.run(question, asked.signal ? { signal: asked.signal } : {})) as Answers[K]
  return {
    measure: (smiles, options) => refuseCrash(() => ask({ kind: 'measure', smiles }, options)),
    assess: (smiles, options) => refuseCrash(() => ask({ kind: 'assess', smiles }, options)),
    async examine<K extends keyof Findings>(smiles: string, asked: Inquiry<K>, options?: Asked) {
      const inquiry = asked as Inquiry
      checkInquiry(inquiry)
      const answer = await refuseCrash(() => ask({ kind: 'examine', smiles, inquiry }, options))
      return answer as Examination<K> | Refusal
    },
    score: (smiles, measures, options) =>
      refuseCrash(() => ask({ kind: 'score', smiles, measures }, options)),
    draw: (smiles, drawing, options) => refuseCrash(() => ask({ kind: 'draw', smiles, ...drawing }, options)),
    neighbours: (smiles, reactions, { signal, ...how } = {}) =>
      ask({ kind: 'neighbours', smiles, reactions, ...how }, { signal }),
    appraise: (smiles, wanted, options) => ask({ kind: 'appraise', smiles, wanted }, options),
    novelty: (smiles, drugs, options) => refuseCrash(() => ask({ kind: 'novelty', smiles, drugs }, options)),
    readMolfile: (text, options) => refuseCrash(() => ask({ kind: 'read-molfile', text }, options)),
    writeMolfile: (text, options) => refuseCrash(() => ask({ kind: 'write-molfile', text }, options)),
    liveHandles: () => ask({ kind: 'live-handles' }),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

/** A crash or a time-out is what this molecule does to RDKit, not a fault of the system. */
async function refuseCrash<T>(run: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error
    if (error.kind === 'crashed') return { ok: false, reason: 'RDKit crashed on it' }
    if (error.kind === 'timeout') return { ok: false, reason: `RDKit did not finish: ${error.message}` }
    throw error
  }
}
