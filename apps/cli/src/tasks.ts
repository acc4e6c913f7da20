import { code } from '@textgrad/code'
import type { Task } from '@textgrad/core'
import { molecules } from '@textgrad/molecules'
import { questionTasks } from '@textgrad/questions'
import { radiotherapy } from '@textgrad/radiotherapy'

/** Every domain: the command line knows no more of them than this. */
export const tasks: readonly Task[] = [molecules, ...questionTasks, radiotherapy, code]
