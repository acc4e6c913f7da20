import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  gradient,
  memoryJournal,
  optimize,
  rootCall,
  TGD,
  validateConfig,
  type RunEvent,
} from '@textgrad/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { hasPrograms, targetFolder } from '../docking/docking.test.support.ts'
import { moleculesOf } from '../files/run-molecules.ts'
import { design } from '../losses/design.ts'
import { presets } from '../losses/presets.ts'
import { chemistry } from '../rdkit/chemistry.ts'
import { molecules } from '../task.ts'
import { designConfig } from './config.ts'
import { openTargets } from './open-targets.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docking-task-'))
  await writeFile(
    join(folder, 'drugs.csv'),
    'smiles,name,vina\nCC(C)(Oc1ccc(cc1)C(=O)c1ccc(Cl)cc1)C(=O)O,fenofibric acid,-7.2\n',
  )
})
afterAll(() => rm(folder, { recursive: true }))

const configOf = (more: object) =>
  validateConfig(designConfig, {
    start: 'benzene',
    objective: 'paper',
    targets: targetFolder,
    bind: ['DRD2'],
    exhaustiveness: 1,
    dockingCache: join(folder, 'cache'),
    ...more,
  })

describe.skipIf(!hasPrograms || targetFolder === undefined)(
  'design for a target (needs vina, obabel and targets)',
  { timeout: 300_000 },
  () => {
    test('goes from a fragment to what binds better, resumes without docking, and shows what there is', async () => {
      const config = await configOf({ drugs: join(folder, 'drugs.csv') })
      const journal = memoryJournal()
      const run = async () => {
        await using problem = await molecules.setup(config, {})
        await using engine = molecules.rules!(config) as ReturnType<NonNullable<typeof molecules.rules>> &
          AsyncDisposable
        const events: RunEvent[] = []
        const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
        const emit = (event: RunEvent) => void events.push(event)
        const steps = await Array.fromAsync(optimize(problem, { strategy, seed: 1, steps: 2, emit, journal }))
        return { best: steps.at(-1)!.best, events }
      }
      const first = await run()
      const { vina, qed, cost } = first.best.evaluation.metrics as Record<string, number>
      expect(cost).toBeCloseTo(vina! + 1 - qed!, 12)
      expect(first.best.evaluation.score).toBeGreaterThan(5)
      const texts = first.best.evaluation.feedback.map(({ text }) => text).join('\n')
      expect(texts).toContain('s_overall = Vina + (1 - QED) of ')
      expect(texts).toMatch(/docks into DRD2 with a score of -\d+\.\d\d kcal\/mol/)
      expect(texts).toMatch(/Drug-likeness \(QED\)/)
      const kinds = first.events.flatMap((event) => (event.type === 'artifact' ? [event.artifact.name] : []))
      for (const name of [
        'molecule',
        'drug-likeness',
        'view-DRD2',
        'pose-DRD2',
        'pocket-DRD2',
        'contacts-DRD2',
        'drugs',
        'novelty',
      ])
        expect(kinds).toContain(name)
      expect(moleculesOf(first.events)[0]).toMatchObject({
        smiles: 'c1ccccc1',
        sdf: expect.stringContaining('V2000'),
      })
      const started = first.events.find(({ type }) => type === 'run-start')!
      const described = {
        ...started,
        run: { task: 'molecules', config, engine: '', version: '' },
      } as RunEvent
      const views = await molecules.views!([described, ...first.events.slice(1)], {})
      expect(views.map(({ name }) => name)).toEqual([
        'molecules',
        'trajectory-cost',
        'trajectory-vina',
        'trajectory-qed',
        'pareto-front',
        'qed-vina',
      ])
      expect(views.at(-1)).toMatchObject({ svg: expect.stringContaining('fenofibric acid: -7.20 kcal/mol') })
      expect(views.at(-1)).toMatchObject({ svg: expect.stringContaining('docking score in DRD2') })
      const again = await run()
      expect(again.best).toEqual(first.best)
      expect(again.events.map(({ type }) => type)).toEqual(first.events.map(({ type }) => type))
    })

    test('keeps what can not be docked in the log, with why, and goes on', async () => {
      await using problem = await molecules.setup(await configOf({ start: 'OB(O)c1ccccc1' }), {})
      const failed = await problem.build(problem.start).evaluate([], rootCall())
      expect(failed).toMatchObject({
        error: expect.stringContaining('has no parameters'),
        feasible: false,
        feedback: [{ data: { goal: 'failed', stage: expect.any(String), molecule: 'OB(O)c1ccccc1' } }],
      })
      const objective = problem.build(problem.start)
      const loss = await objective.loss([], rootCall())
      await loss.backward()
      expect(objective.parameters[0]!.gradients.map(({ text }) => text).join()).toContain('has no parameters')
    })

    test('docks a molecule once, however it is written, and says so', async () => {
      await using resources = new AsyncDisposableStack()
      const rdkit = resources.use(chemistry({ threads: 1 }))
      const { wanted } = await openTargets(await configOf({ dockingCache: undefined }), resources)
      const goal = { kind: 'costs', name: 'paper', weights: presets.paper } as const
      const paper = design(rdkit, { goal, targets: wanted })
      const at = (step: number) => rootCall({ path: `step-${step}` }).child('', { step })
      // Two tautomers, which have one InChI key.
      const first = await paper.judge('Oc1ccccn1', at(1))
      const second = await paper.judge('O=c1cccc[nH]1', at(2))
      expect(wanted[0]!.counts()).toMatchObject({ dockings: 1 })
      expect(second.measured['vina']).toBe(first.measured['vina'])
      expect(second.feedback.map(({ text }) => text).join()).toContain(
        'It is the same molecule as Oc1ccccn1, which was tried before',
      )
      expect(first.feedback.map(({ text }) => text).join()).not.toContain('the same molecule')
    })

    test('weighs one target against another', async () => {
      await using problem = await molecules.setup(await configOf({ avoid: ['PPARA'] }), {})
      const { metrics, feedback } = await problem.build(problem.start).evaluate([], rootCall())
      expect(metrics['cost']).toBeCloseTo(
        metrics['vina']! - 0.5 * metrics['avoid']! + 1 - metrics['qed']!,
        12,
      )
      expect(metrics).toMatchObject({ vina: metrics['vina_DRD2'], avoid: metrics['avoid_PPARA'] })
      expect(feedback.map(({ text }) => text).join()).toMatch(/should not bind to PPARA, where it docks/)
    })

    test('refuses a target that is not there', async () => {
      await expect(molecules.setup(await configOf({ bind: ['NONE'] }), {})).rejects.toThrow(
        /^Expected a target of ABL1, .*, got "NONE"/,
      )
    })
  },
)
