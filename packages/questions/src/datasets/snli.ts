import type { Question } from '../question.ts'
import { fileOf } from './files.ts'
import { malformed, shortJson, textField } from './malformed.ts'
import { readJsonl } from './read-rows.ts'

/** What a pair of sentences can be to each other. */
export const snliLabels = ['entailment', 'neutral', 'contradiction'] as const

/**
 * A file of SNLI (Bowman et al. 2015): `from` is the folder that holds `snli_1.0_<part>.jsonl`. Pairs on whose label the
 * annotators did not agree, marked with "-", are left out, as is usual.
 * @throws TypeError that names the file, the line and the rule for a row that is none of SNLI, or a file without a label.
 */
export async function loadSnli(from: string, part: 'train' | 'dev' | 'test'): Promise<readonly Question[]> {
  const file = await fileOf(from, [`snli_1.0_${part}.jsonl`])
  const questions = (await readJsonl(file)).flatMap(({ where, value }, index) => {
    const place = { file, where }
    const answer = textField(value, 'gold_label', place)
    if (answer === '-') return []
    if (!(snliLabels as readonly string[]).includes(answer)) {
      throw malformed(
        file,
        where,
        `expected "gold_label" to be ${snliLabels.join(', ')} or -, got ${shortJson(answer)}`,
      )
    }
    const premise = textField(value, 'sentence1', place)
    const hypothesis = textField(value, 'sentence2', place)
    return [{ id: `${part}-${index}`, question: asked(premise, hypothesis), answer }]
  })
  if (questions.length === 0) throw malformed(file, 'as a whole', 'expected at least one row with a label')
  return questions
}

function asked(premise: string, hypothesis: string): string {
  return `Premise: ${premise}\nHypothesis: ${hypothesis}\nIs the relation of the hypothesis to the premise entailment, neutral or contradiction?`
}
