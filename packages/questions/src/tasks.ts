import type { Task } from '@textgrad/core'

import { prompt } from './prompt-task.ts'
import { question } from './question-task.ts'

/** The tasks of this domain. */
export const questionTasks = [question, prompt] as const satisfies readonly Task[]
