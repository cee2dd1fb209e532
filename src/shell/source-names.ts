/** Whether no secret's name matches a pattern: it ends in an extension of source code or prose. */
export function isSourcePattern(pattern: string): boolean {
  return /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|c|h|cc|cpp|hpp|cs|php|swift|scala|vue|svelte|css|scss|less|html?|md|mdx|txt|rst|sql|sh|proto|lua|dart|ex|exs|erl|hs|ml|clj|r|csv|tsv|log|xml|svg)$/i.test(
    pattern,
  )
}
