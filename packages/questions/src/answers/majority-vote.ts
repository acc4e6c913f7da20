/**
 * The answer that is given most often; of several, the one that comes first, as in the TextGrad paper. There, a reply
 * without an answer (undefined) counts as one: leave such replies out to vote among answers.
 */
export function majorityVote<T>(answers: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return answers.find((answer) => counts.get(answer) === most)
}
