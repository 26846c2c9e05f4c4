// A key waits for the verdict. What takes longer to draw comes right after the frame that shows it.

/** Draws into `box`, now or later. */
export type Turn = (box: Element, draw: () => void) => void;

export const now: Turn = (_, draw) => draw();

/** What is yet to be drawn, the last for each box. */
const due = new Map<Element, () => void>();

export const afterFrame: Turn = (box, draw) => {
  if (due.size === 0) requestAnimationFrame(() => setTimeout(drawAll));
  due.set(box, draw);
};

/** Draws all that is due, but for boxes that are gone. */
function drawAll(): void {
  const all = [...due];
  due.clear();
  for (const [box, draw] of all) if (box.isConnected) draw();
}
