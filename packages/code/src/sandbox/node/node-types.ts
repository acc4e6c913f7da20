/** The JavaScript of a program, as javascript.ts has it, from inside Node.js: lines keep their numbers. */
export const nodeTypes = String.raw`
const looksLikeModule = /^\s*(?:import|export)\b/m

function javascriptOf(source, language) {
  if (language !== "typescript") return source
  const { stripTypeScriptTypes } = require("node:module")
  try {
    return stripTypeScriptTypes(source)
  } catch (error) {
    // Enums and namespaces are more than types.
    if (error.code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") return stripTypeScriptTypes(source, { mode: "transform" })
    // A text of its own: its stack is of no use.
    throw new SyntaxError(error.message)
  }
}
`
