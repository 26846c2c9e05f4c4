/** The page of a rule, in Markdown. The pages are loaded when the first is wanted. */
export async function explain(rule) {
  const { default: pages } = await import("./policy_pages.js");
  if (!Object.hasOwn(pages, rule)) throw new Error(`there is no rule \`${rule}\``);
  return pages[rule];
}
