import type { DataFile, DataSet } from '@textgrad/core'
import { questionData } from '@textgrad/questions'

/** Rows of path in the repository, bytes and SHA-256, and the path here where it is another one. */
function filesAt(base: string, rows: string): readonly DataFile[] {
  return [...rows.matchAll(/^(\S+) (\d+) ([\da-f]{64})(?: (\S+))?$/gm)].map((row) => {
    const [, published, bytes, sha256, path] = row as unknown as string[]
    return { ...(path && { path }), url: `${base}${published}`, sha256: sha256!, bytes: Number(bytes) }
  })
}

/** Yuksekgonul et al., arXiv 2406.07496 (2024): what its authors published of their runs. */
export const textgradResults: DataSet = {
  name: 'textgrad-results',
  summary: 'Recorded outputs of the TextGrad paper: answers to questions, and programs with their verdicts',
  licence: 'MIT',
  source: 'https://github.com/zou-group/textgrad',
  files: filesAt(
    'https://raw.githubusercontent.com/zou-group/textgrad/75e912e210864b61999781778cdf756d4468120f/evaluation/results/',
    `
solution_optimization/gpqa_predictions.json 2535600 e4edadd012b195ad35dbb05a6f3da7224b3920de3dbc7a1532cfc21a8c96462c
solution_optimization/mmlu_machine_learning_predictions.json 920427 6285bc2af78ce46635f4c6065392c36d600a53dee5b62d243126537e932b86c6
solution_optimization/mmlu_college_physics_predictions.json 782755 b015cd9e29f9c8cbaa59db7ebe33225812b4ca8ded650811a1b3fc40ba8b8b51
code_optimization/textgrad/textgrad_run.csv 359668 1b949107811c4c402a40b81429e68acc868fde2caf04905ca21eb96c73f1869e
code_optimization/reflexion/seed_15/leetcode_with_tests_entry_points._reflexion_5_gpt-4_pass_at_k_1_py_15.jsonl 331223 f398a920e2707a7ecdb2f7bfcd1ae5c0495da90daade774304e0a2ef006cb8d5 reflexion_15.jsonl
code_optimization/reflexion/seed_17/leetcode_with_tests_entry_points._reflexion_5_gpt-4_pass_at_k_1_py_17.jsonl 331268 695e267160a7346764cef3207e7c44d2b83d57aac90c466bfcda48eec449f22d reflexion_17.jsonl
code_optimization/reflexion/seed_21/leetcode_with_tests_entry_points._reflexion_5_gpt-4_pass_at_k_1_py_21.jsonl 359397 67f61a4dc523d5926e44934262de8f26cf4ed2d0bef8c3a676abe8ede308b23c reflexion_21.jsonl
code_optimization/reflexion/seed_55/leetcode_with_tests_entry_points._reflexion_5_gpt-4_pass_at_k_1_py_55.jsonl 327904 520774031078ebe597a10ca7e4aa6034b95ac76c8b508d98be9e4a86c9c337b7 reflexion_55.jsonl
code_optimization/reflexion/seed_91/leetcode_with_tests_entry_points._reflexion_5_gpt-4_pass_at_k_1_py_91.jsonl 336990 dc5b1f5554b7d395ced3b975e43d7af37aff1d6c7fdf4f76e9d77701cbfd584e reflexion_91.jsonl
`,
  ),
}

/** Suzgun et al., arXiv 2210.09261 (2022). */
export const bbhOutputs: DataSet = {
  name: 'bbh-recorded-outputs',
  summary: 'Recorded outputs of code-davinci-002 for object counting and word sorting of BBH',
  licence: 'MIT',
  source: 'https://github.com/suzgunmirac/BIG-Bench-Hard',
  files: filesAt(
    'https://raw.githubusercontent.com/suzgunmirac/BIG-Bench-Hard/9ee07bd481feebf959a6b59d61ea57bdcf30964d/code-davinci-002-outputs/',
    `
code-davinci-002-cot/object_counting_few_shot_template_0-255000.json 478753 29d616011b93d56b9fe0769efd5769c20cee1655c7b6f8c7c76632013a37e485 cot_object_counting_few_shot_template_0-255000.json
code-davinci-002-cot/object_counting_few_shot_template_0-255000_eval_metrics.jsonl 46 e072e64cc93012a135247ff31e9689424eb645358953db43a00a9bd525cd654f cot_object_counting_few_shot_template_0-255000_eval_metrics.jsonl
code-davinci-002-cot/word_sorting_few_shot_template_0-255000.json 934500 19857524c73b633e5954056c3c7f283ba83ded28ab3f1fd6ae7f1bf86ad0a46b cot_word_sorting_few_shot_template_0-255000.json
code-davinci-002-cot/word_sorting_few_shot_template_0-255000_eval_metrics.jsonl 74 3137c60d1b8c9537b8155c23294fc647154edc147d6fe12cea9c52d844784ef9 cot_word_sorting_few_shot_template_0-255000_eval_metrics.jsonl
code-davinci-002-direct/object_counting_few_shot_template_0-255000.json 174720 11bd511ba9e6fff7a23ee6703e82bd475560e6a92516be0c76a617a8eadc5d4e direct_object_counting_few_shot_template_0-255000.json
code-davinci-002-direct/object_counting_few_shot_template_0-255000_eval_metrics.jsonl 46 74dc216902da708f69b10c6bba4789548dcdbe69a9d3d1a88d36482f49141033 direct_object_counting_few_shot_template_0-255000_eval_metrics.jsonl
code-davinci-002-direct/word_sorting_few_shot_template_0-255000.json 206157 acb8d62ecabc2dbb13cb4748ccf92528b31cb33899461dd55058dd5554d3849e direct_word_sorting_few_shot_template_0-255000.json
code-davinci-002-direct/word_sorting_few_shot_template_0-255000_eval_metrics.jsonl 46 d23be94959a07595d5cfb271e930db7e50545c23f11ee1e298a0563b2a0e1786 direct_word_sorting_few_shot_template_0-255000_eval_metrics.jsonl
`,
  ),
}

/** Cobbe et al., arXiv 2110.14168 (2021). */
export const gsm8kOutputs: DataSet = {
  name: 'gsm8k-recorded-outputs',
  summary: 'Recorded solutions of four models to the test questions of GSM8K, and which of them are right',
  licence: 'MIT',
  source: 'https://github.com/openai/grade-school-math',
  files: filesAt(
    'https://raw.githubusercontent.com/openai/grade-school-math/3101c7d5072418e28b9008a6636bde82a006892c/grade_school_math/data/',
    `
example_model_solutions.jsonl 2563513 4bc62db838f8418365d51c627bd66294cbdca9fb7f01519cb13f0dce8c51580b
`,
  ),
}

/** The questions of the subjects that the paper asked. */
export const mmluQuestions: DataSet = questionData.find(({ name }) => name === 'mmlu')!

/** What `textgrad bench paper --recorded` reads. */
export const recordedData: readonly DataSet[] = [textgradResults, bbhOutputs, gsm8kOutputs]
