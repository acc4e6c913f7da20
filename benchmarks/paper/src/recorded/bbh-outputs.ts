import { join } from 'node:path'

import { judge, type AnswerFormat } from '@textgrad/questions'
import { z } from 'zod'

import type { Counted } from '../figure.ts'
import { readJson } from './files.ts'

const outputs = z.object({
  outputs: z.array(z.object({ prediction: z.string(), target: z.string() })).min(1),
})
const metrics = z.object({ accuracy: z.number() })

/**
 * The accuracy of code-davinci-002 in percent, with reasoning and without, from its recorded replies; expected is what its
 * authors reported beside them.
 */
export async function bbhFigures(folder: string, task: string, format: AnswerFormat): Promise<Counted[]> {
  return Promise.all(
    (['cot', 'direct'] as const).map(async (way) => {
      const name = join(folder, `${way}_${task}_few_shot_template_0-255000`)
      const { outputs: rows } = await readJson(`${name}.json`, outputs)
      const right = rows.filter(
        ({ prediction, target }) => judge(format, prediction, target).outcome === 'right',
      )
      const { accuracy } = await readJson(`${name}_eval_metrics.jsonl`, metrics)
      return {
        figure: `code-davinci-002, ${way}, accuracy in % of ${rows.length}`,
        // It was written with the noise of floating point, as 40.400000000000006.
        expected: Number(accuracy.toFixed(1)),
        ours: (100 * right.length) / rows.length,
        decimals: 1,
      }
    }),
  )
}
