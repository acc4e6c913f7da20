import type { DataFile, DataSet } from '@textgrad/core'

/** Rows of path, bytes and SHA-256, for files below an address. */
function filesAt(base: string, rows: string): readonly DataFile[] {
  return [...rows.matchAll(/(\S+) (\d+) ([\da-f]{64})/g)].map((row) => {
    const [, path, bytes, sha256] = row as unknown as string[]
    return { url: `${base}${path}`, sha256: sha256!, bytes: Number(bytes) }
  })
}

/** Suzgun et al., arXiv 2210.09261 (2022). */
const bbh: DataSet = {
  name: 'bbh',
  summary: 'BIG-Bench Hard: 27 tasks with 6,511 questions, as bbh/<task>',
  licence: 'MIT',
  source: 'https://github.com/suzgunmirac/BIG-Bench-Hard',
  files: filesAt(
    'https://raw.githubusercontent.com/suzgunmirac/BIG-Bench-Hard/9ee07bd481feebf959a6b59d61ea57bdcf30964d/bbh/',
    `
boolean_expressions.json 17172 ea6c754ec005e2d3f2d085d349a740f593b5764f32ea4638ffed4cfc0061b12a
causal_judgement.json 202943 6e8bca44dd402008ed41c07a3d0a1d5e7b03db7001a7e002fcdf4c60985ea081
date_understanding.json 61760 0148d4ac5fca05b2f82373e5fef7208e15363b9c6079493034d77b3dab496bf5
disambiguation_qa.json 85255 cf06df9ebf911b883671cb1b35d3fbd1a1c306b19b9e9a012407e596c85fe8c6
dyck_languages.json 43814 3f9badedf15c2be1ce53d94fdf016299bb30ba231ef087ab9f51a7ed6d0bdc25
formal_fallacies.json 145562 4c1adb664821157faade1d4153685403afcc02648f3c180a608a18f17f589629
geometric_shapes.json 77242 07be68a124420caa2ebc0b2c858ad79fc55c5c8806170e496e1e17ebfb11f31c
hyperbaton.json 44706 b6d7f55c75f5d02f2987a4f3123802dfa093872089a56a334144aae8a7264fdc
logical_deduction_five_objects.json 155477 d2df31394b903b7f0e085d42a69572a092987856eac076799017d70ef266fa8f
logical_deduction_seven_objects.json 198404 2896c7e3482eea318dd37bcc370d24ec3cc91e8374c1784287b5dbd38a529e33
logical_deduction_three_objects.json 112213 e590fae72e3a6041fbd23bd8ff6b74baf44ca563f6ba40a041c55e7b867c1681
movie_recommendation.json 57684 a8b53a87ee21a865b7248e694f388a9b8f7cf6b839b11d44796a2dd3fc088983
multistep_arithmetic_two.json 18325 c9d5a6433c9b78256422a15c78463949c8bec8d85607aa28b52d7234ad4a8595
navigate.json 55163 b7944dfd3c81da5c4815bd75b00d6fa3c64140823498e78ed496f4c3d36f7f0d
object_counting.json 35890 8acef14dbbdd40d2326ef7755750b6b5fe919fef06276af1bab3f1c297f022ff
penguins_in_a_table.json 74516 bb87ee449698eee51215e025a453b1bcb2f5e6589c2063b2c79e68b8f0655228
reasoning_about_colored_objects.json 98694 0a8850cf95166020fce7a78244026ceedd7ea839302471512b4f8744e85a6a49
ruin_names.json 53178 b6f723aef2bafdd4c7bfc3c7e0329c7e8a8279391a609969c8ed76c9319f5f7f
salient_translation_error_detection.json 286443 becf3eb8dd53c821a555ecd5c1334ecd93eb25f980e63be963c518e7138de5da
snarks.json 42646 54a0661fe2de06167645a4965e6bcf963c4ba307e76262a7c750998b0e3d0d0e
sports_understanding.json 28617 63ca262858f6176864515cd8cf53cdaa40839ebecc155b726d77930855d167bf
temporal_sequences.json 148176 92a1189faaa84aacc4c405aaa13f13f48c2992eb884772eedb622505252baef5
tracking_shuffled_objects_five_objects.json 169722 2063a46a4fb484236ed4310523606543a3e1dd4a4dc34eda65d407910ece25a5
tracking_shuffled_objects_seven_objects.json 214906 b59fd05b850c37cf57cb514ae1e6975c00b1638ade2291722056b2af3c54084d
tracking_shuffled_objects_three_objects.json 128736 546cc7bf10c6a01a6a4c17ae28a4966485f21f29fd5d111f37858ec78e354f6b
web_of_lies.json 52964 3e60323f8514a107fdb4edf35f8832a9171c5a09c0eaa47823559de905e8ab8b
word_sorting.json 66300 2a6132d2c99f00d0d2eb1113ac6b4a918bd969d863c48749210d969713db8d43
`,
  ),
}

/** Cobbe et al., arXiv 2110.14168 (2021). */
const gsm8k: DataSet = {
  name: 'gsm8k',
  summary: 'Grade School Math: 7,473 questions to train on and 1,319 to test',
  licence: 'MIT',
  source: 'https://github.com/openai/grade-school-math',
  files: filesAt(
    'https://raw.githubusercontent.com/openai/grade-school-math/3101c7d5072418e28b9008a6636bde82a006892c/grade_school_math/data/',
    `
train.jsonl 4166206 17f347dc51477c50d4efb83959dbb7c56297aba886e5544ee2aaed3024813465
test.jsonl 749738 3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14
`,
  ),
}

/** Hendrycks et al., arXiv 2009.03300 (2020). Its own repository holds no data: these are copies, whose questions are those of the TextGrad paper. */
const mmlu: DataSet = {
  name: 'mmlu',
  summary: 'MMLU: the two subjects of the TextGrad paper, as mmlu/machine_learning and mmlu/college_physics',
  licence: 'MIT',
  source: 'https://github.com/hendrycks/test',
  files: filesAt(
    'https://raw.githubusercontent.com/HaeChan0305/MLILAB-FedLLM/d92730e8bacd7b3a61e551e015e40588e10234b4/data/mmlu/',
    `
dev/college_physics_dev.csv 1327 9918560ec781b0fb0aaa46d165b899f03bd5d933c24106ed7cf8cd4543a775f2
dev/machine_learning_dev.csv 2242 25b78353edd62f6b4d17fe6e2ea391018c23e61e2a0fe6e8807eb32cea2561af
test/college_physics_test.csv 27859 3f67202a7a62da0f0ab3028e0a0cf26a3cffc041283044f51f3e058258eab281
test/machine_learning_test.csv 31636 50d163266dbc8672b8097c32a4765ff4a5e8767ac4a8971e70ddccbd5b817bd3
`,
  ),
}

/** Geva et al., arXiv 2101.02235 (2021): its questions with answers, in the parts that its authors trained and tested with. */
const strategyqa: DataSet = {
  name: 'strategyqa',
  summary: 'StrategyQA: 2,061 questions to train on and 229 to test, each answered yes or no',
  licence: 'MIT',
  source: 'https://github.com/eladsegal/strategyqa',
  files: filesAt(
    'https://raw.githubusercontent.com/eladsegal/strategyqa/1ba1e97452e189569357876f2854b01357ffbe37/data/strategyqa/',
    `
train.json 3857762 0f72560b8a6fad3db847d2f1a7524fb087297843bb45a8d3245ffd68cbe0de12
dev.json 424195 0d94842ffb022db8fd5ecd2168b785d5cf67f6faf64f665476bad544a3eb9dde
`,
  ),
}

/** Lightman et al., arXiv 2305.20050 (2023): the 500 questions of MATH that they tested with. */
const math500: DataSet = {
  name: 'math500',
  summary: 'MATH-500: 500 questions of mathematics with values as answers',
  licence: 'MIT',
  source: 'https://github.com/openai/prm800k',
  files: filesAt(
    'https://media.githubusercontent.com/media/openai/prm800k/00811d6de065642a6967b9017d4cee59550c0ef4/prm800k/math_splits/',
    `
test.jsonl 446564 35dc41080a3680858b27fa7e0533d2d547825316fc5dafe5d316f4ccc5a06132
`,
  ),
}

/** What `textgrad data get` fetches for the task prompt. */
export const questionData: readonly DataSet[] = [bbh, gsm8k, mmlu, strategyqa, math500]
