import type { Task } from '@textgrad/core'

import { prompt } from './prompt-task.ts'
import { question } from './question-task.ts'

/** The tasks of this domain. */
export const questionTasks: readonly Task[] = [question, prompt]
