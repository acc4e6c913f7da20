import type { AnswerFormat } from './answer-format.ts'
import { bare, markedAnswer } from './final-answer.ts'
import { numberAnswer } from './number-answer.ts'

const number = numberAnswer()

/**
 * A value in the manner of MATH, in LaTeX or plain: what is in the last box of a reply, else what it marks as its answer. What
 * only dresses it does not count: blanks, dollars, `\left`, `\dfrac` for `\frac`, units in `\text` after a number, degrees.
 * Two ways to write a value that take algebra to be told equal, such as 0.5 and 1/2, are different answers.
 */
export function mathAnswer(): AnswerFormat {
  return {
    name: 'value',
    ask: 'End with a line that gives the final value in LaTeX and nothing else, such as "Answer: \\boxed{\\frac{3}{4}}".',
    parse(reply) {
      const given = lastBox(reply) ?? markedAnswer(reply)
      return given === undefined ? undefined : canonical(given)
    },
    read: (answer) => canonical(lastBox(answer) ?? answer),
  }
}

/** What is within the braces of the last `\boxed`, which may hold braces itself; undefined where none is closed. */
function lastBox(text: string): string | undefined {
  const start = text.lastIndexOf('\\boxed{')
  if (start < 0) return undefined
  const from = start + '\\boxed{'.length
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return text.slice(from, at)
  }
  return undefined
}

function canonical(text: string): string | undefined {
  const plain = bare(text)
    .replaceAll(/\\\$|\$|\\[!,;: ]|\\(?:left|right)(?![a-zA-Z])/g, '')
    .replaceAll(/\\[dt]frac/g, '\\frac')
    .replaceAll(/\\frac(\d)(\d)/g, '\\frac{$1}{$2}')
    .replaceAll(/\^\{?\\circ\}?|\\%|%/g, '')
    .replace(/(?<=\d)\s*\\(?:text|mbox)\{[^{}]*\}\s*$/, '')
    .replaceAll(/\\(?:text|mbox|mathrm|textbf)\{([^{}]*)\}/g, '$1')
    .replaceAll(/\s+/g, '')
    .replace(/^(-?)\\frac\{(\d+)\}\{(\d+)\}$/, '$1$2/$3')
    .replace(/\.$/, '')
  return number.read(plain) ?? (plain || undefined)
}
