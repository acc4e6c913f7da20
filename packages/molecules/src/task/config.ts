import { z } from 'zod'

import { readWish } from '../losses/desirability.ts'
import { readWeights } from '../losses/presets.ts'

/** A text that `read` accepts; its error is the message. */
function readable(read: (text: string) => unknown) {
  return z.string().superRefine((text, context) => {
    try {
      read(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
    }
  })
}

const path = (description: string) => z.string().optional().meta({ format: 'path', description })

export const designConfig = z.strictObject({
  start: z.string().default('O=Cc1ccc(OCCCCCCCCCCCC)c([N+](=O)[O-])c1').meta({
    format: 'path-or-text',
    description:
      'The molecule to start from, as SMILES; benzene, pentane or acetamide; or a file of several (.smi, .csv, .sdf)',
  }),
  many: z
    .enum(['each', 'population'])
    .default('each')
    .describe(
      'What several starts are: molecules to improve each on its own, or one population for a search',
    ),
  draw: z.int().min(1).optional().describe('Take so many of the file, drawn at random (default: all)'),
  drawSeed: z.int().default(1).describe('Seed of what is drawn'),
  objective: z
    .enum(['qed', 'paper', 'dockstring'])
    .default('qed')
    .describe('QED; Vina + (1 - QED) as in the TextGrad paper; Vina + 10 (1 - QED) as in DOCKSTRING'),
  weights: readable(readWeights)
    .optional()
    .describe('Costs to add up instead: vina, avoid, qed, sa, similarity, filters, such as vina=1,qed=10'),
  wish: z
    .array(readable(readWish))
    .default([])
    .describe(
      'A wish instead, such as qed:0.4>0.9, vina:-6>-10 or logp:0>2..3>5: nothing at 0.4, all from 0.9',
    ),
  targets: path(
    'Folder of targets: NAME_target.pdbqt with NAME_conf.txt (default: what `textgrad data get dockstring` fetched)',
  ),
  bind: z.array(z.string()).default([]).describe('The name of a target to bind to'),
  avoid: z.array(z.string()).default([]).describe('The name of a target not to bind to'),
  receptor: path('A receptor (.pdbqt or .pdb) instead'),
  box: z.string().optional().meta({
    format: 'path-or-text',
    description: 'Its box: x,y,z,side,side,side in ångström, a conf.txt, or a ligand file to put it around',
  }),
  exhaustiveness: z.int().min(1).default(8).describe('How thorough each docking is'),
  dockingSeed: z.int().min(1).default(1).describe('Seed of the docking'),
  dockings: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('Dockings per molecule, with seeds that follow; the best counts'),
  isomers: z
    .int()
    .min(1)
    .max(8)
    .default(1)
    .describe('Stereoisomers docked where the SMILES leaves them open'),
  tautomers: z.int().min(1).max(8).default(1).describe('Tautomers docked (1: as it is written)'),
  dockingCache: z
    .string()
    .optional()
    .meta({ format: 'path-to-write', description: 'Folder where dockings are kept from run to run' }),
  keep: z.array(z.string()).default([]).describe('SMARTS that must stay, such as a scaffold'),
  forbid: z.array(z.string()).default([]).describe('SMARTS that must not occur'),
  reference: z
    .string()
    .optional()
    .describe('A molecule, as SMILES, to stay similar to (default: each start)'),
  similarity: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('The least Tanimoto similarity to the reference (Morgan, radius 2)'),
  drugs: path(
    'Known drugs, for comparison: a .csv with a column smiles and perhaps vina and name, a .smi or .sdf',
  ),
  critic: z.boolean().default(false).describe('Let the model criticise each molecule as well'),
})

export type DesignConfig = z.infer<typeof designConfig>

/** As it is written: what is left out has its default. */
export type DesignSettings = z.input<typeof designConfig>
