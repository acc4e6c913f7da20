import { z } from 'zod'

import { untils } from '../feedback.ts'
import { phantomNames } from '../phantoms/phantoms.ts'
import { protocolNames } from '../protocols/protocols.ts'
import { caseLayout } from './case-layout.ts'
import { turnable } from './knobs.ts'
import { solveOptions } from './solve-options.ts'

const weight = z.number().positive().max(1e9)

export const planConfig = z.strictObject({
  case: z
    .string()
    .default('c-shape')
    .meta({
      format: 'path',
      description: `What to plan: the JSON file of a dose-influence bundle, a case of PortPy (folder or HDF5) or matRad (.mat with dij), a folder of DICOM files (CT, RTSTRUCT, RTPLAN), or a phantom: ${phantomNames.join(', ')}`,
    }),
  ...caseLayout,
  prescription: z
    .number()
    .positive()
    .max(200)
    .optional()
    .describe('Gy over the whole course, where neither the goals nor images or a case of PortPy say it'),
  goals: z
    .string()
    .optional()
    .meta({
      format: 'path',
      description: `What to reach: a file (a goal a line, or JSON), or ${protocolNames.join(', ')} (default: those of the phantom)`,
    }),
  goal: z
    .array(z.string())
    .default([])
    .describe('A goal, such as "PTV D95% >= 70.2 Gy", "rectum V70Gy <= 20 %" or "cord max <= 45 Gy (soft)"'),
  map: z
    .array(z.string())
    .default([])
    .describe('A name in the goals and what the case calls it, such as PTV=OuterTarget'),
  normalizeTo: z
    .string()
    .optional()
    .describe(
      'What plans are scaled to, such as "PTV D95% = 50 Gy", or none (default: that of the goals, or their coverage of a target)',
    ),
  start: z
    .enum(['case', 'flat'])
    .default('case')
    .describe('Where weights start: as in the case, or all at 100 with organs at 0 Gy'),
  minWeight: weight.default(1).describe('The least weight'),
  maxWeight: weight.default(100_000).describe('The greatest weight'),
  levels: z.enum(turnable).default('organs').describe('Whose dose levels are turned besides the weights'),
  dose: z
    .array(z.string())
    .default([])
    .describe("Gy in the objectives of a structure instead of the case's, such as Rectum=0"),
  ...solveOptions,
  warmStart: z
    .boolean()
    .default(false)
    .describe('Optimise every fluence from that of the first settings instead of from a uniform one'),
  until: z
    .enum(untils)
    .default('hard')
    .describe('The plan is good enough when all hard goals are met, or all goals'),
  form: z
    .enum(['text', 'numbers'])
    .default('text')
    .describe(
      'The settings as one text to rewrite, or a parameter for each number, as nelder-mead, cma-es and gp-ei need',
    ),
  plans: z.string().optional().meta({
    format: 'path',
    description:
      'Good plans of others to show the model, a JSON array of { "input": what was reached, "output": the settings }',
  }),
  critic: z.boolean().default(false).describe('Let the model comment on each plan as well'),
})

export type PlanConfig = z.infer<typeof planConfig>
