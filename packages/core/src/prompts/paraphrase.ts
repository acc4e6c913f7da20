/** Feedback that asks for the same in other words. */
export const paraphraseRequest = `Say the same in other words. Everything that the text says or asks for stays: every \
instruction, fact, number, name and example, and the form it is in. Add nothing and leave nothing out; only wording, \
order and emphasis may change. Where one word or sign different would mean something else, keep it as it is.`
