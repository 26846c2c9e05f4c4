// How much the page shows. The policy evaluates everything; a browser that lays out thousands of boxes at each key does not answer.

/** Objects of the results that are listed, with findings or without. */
export const LISTED = 100;

/** Ranges of addresses, or daemons and pods of a CephCluster, that are drawn. */
export const DRAWN = 40;

/** `items`, or the first `most` of them, those first that matter; and how many are left out. */
export function limited<T>(items: T[], most: number, matters: (item: T) => boolean = () => false): [shown: T[], more: number] {
  if (items.length <= most) return [items, 0];
  const shown = [...items.filter(matters), ...items.filter((item) => !matters(item))].slice(0, most);
  return [shown, items.length - most];
}
