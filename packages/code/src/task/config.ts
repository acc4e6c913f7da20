import { z } from 'zod'

import { sandboxSetting } from './sandbox-named.ts'

const path = (description: string, more: { examples?: string[]; within?: string } = {}) =>
  z
    .string()
    .optional()
    .meta({ format: 'path', description, ...more })

export const codeConfig = z.strictObject({
  problems: path(
    'Problems: .json or .jsonl of your own, or HumanEval, HumanEval+, MBPP+, HumanEval-X or LeetCode as they are published',
  ),
  task: z.string().optional().describe('Which of the problems, by its id (default: the only one)'),
  file: path('The program to improve; in a repository the path within it', {
    examples: ['median.py'],
    within: 'repo',
  }),
  tests: path('Its tests: a file of Python with assertions or functions test_...', {
    examples: ['median_tests.py'],
  }),
  hidden: path('Tests that measure the result and are shown to nobody, such a file too'),
  statement: z.string().optional().describe('What the program is to do, in words for a model'),
  function: z
    .string()
    .optional()
    .describe('Rewrite this function of the file alone: a name, or Class.name for a method'),
  form: z
    .enum(['program', 'patch'])
    .default('program')
    .describe('What is written: the program, or a patch (a unified diff) to the file as it is at the start'),
  also: z.array(z.string()).default([]).describe('A further file of the repository that a patch may change'),
  show: z
    .int()
    .min(1)
    .optional()
    .describe('Show so many of the tests of a problem, evenly chosen, and hide the others'),
  bug: z
    .int()
    .optional()
    .describe('Start from the solution of the problem with a bug that its tests notice, drawn by this seed'),
  first: z
    .enum(['empty', 'model'])
    .default('empty')
    .describe(
      'What a problem starts from without a file or a bug: nothing, or what the model writes at first',
    ),
  repo: path('A repository whose command is the loss: see --cmd'),
  cmd: z
    .string()
    .optional()
    .describe(
      "Its command, such as 'pytest -q': split at blanks and quotes, without a shell, unless you write sh -c '...'",
    ),
  read: z
    .array(z.string())
    .default([])
    .describe('A folder outside of the repository that its command may read, such as a virtual environment'),
  cmdSeconds: z.number().positive().max(86_400).default(300).describe('Time for a run of the command'),
  objective: z
    .enum(['tests', 'runtime'])
    .default('tests')
    .describe('Pass the tests, or pass them and take less time'),
  words: z
    .enum(['exact', 'paper'])
    .default('exact')
    .describe('All that is known of what fails, or the words of the TextGrad paper'),
  coverage: z
    .boolean()
    .default(false)
    .describe('Name the lines that no test runs in the feedback: of Python, and of JavaScript in Node.js'),
  critic: z.boolean().default(false).describe('Let the model criticise each program as well'),
  sandbox: sandboxSetting
    .default('auto')
    .describe(
      'Where programs run: auto (the strongest here), bwrap, pyodide, quickjs, piston=<url>, or unsafe-local, which is none: programs do there whatever you may do',
    ),
  cpuSeconds: z
    .number()
    .positive()
    .optional()
    .describe('Processor time for a call of the program (default: 5)'),
  memoryMb: z.int().min(64).optional().describe('Memory of the program in MiB (default: 512)'),
  atOnce: z.int().min(1).optional().describe('Programs that run at once (default: one per processor)'),
  tries: z.int().min(1).default(50).describe('Programs that the rules may try for a proposal'),
})

export type CodeConfig = z.infer<typeof codeConfig>

/** As it is written: what is left out has its default. */
export type CodeSettings = z.input<typeof codeConfig>
