import type { AnswerFormat } from './answer-format.ts'
import { finalAnswer } from './final-answer.ts'

/**
 * One of a few words, such as yes and no. A reply that names several of them in its answer, and begins with none, names
 * none.
 * @throws TypeError for fewer than two labels.
 */
export function labelAnswer(labels: readonly string[]): AnswerFormat {
  if (labels.length < 2) throw new TypeError(`Expected at least two labels, got ${labels.length}`)
  const find = new RegExp(`(?<![\\p{L}\\p{N}])(?:${labels.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'giu')
  const examples = labels.map((label) => `"Answer: ${label}"`).join(' or ')
  const known = new Map(labels.map((label) => [label.toLowerCase(), label]))
  return {
    name: labels.join(' or '),
    ask: `End with a line that says nothing but ${examples}.`,
    parse(reply) {
      const answer = finalAnswer(reply)
      const found = [...answer.matchAll(find)]
      const named = new Set(found.map(([label]) => known.get(label.toLowerCase())))
      if (named.size !== 1 && found[0]?.index !== 0) return undefined
      return known.get(found[0]![0].toLowerCase())
    },
    read: (answer) => known.get(answer.trim().toLowerCase()),
  }
}

function escaped(label: string): string {
  return label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
