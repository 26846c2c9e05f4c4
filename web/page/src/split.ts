import { keep, kept } from "./kept.ts";

const KEY = "split";
const [LEAST, MOST, STEP] = [20, 75, 2];

/** Lets the bar between input and results be moved, with a pointer and with the arrow keys; a double click puts it back. */
export function split(bar: HTMLElement): void {
  const main = bar.parentElement!;
  const set = (percent: number) => {
    const share = Math.round(Math.min(Math.max(percent, LEAST), MOST));
    main.style.setProperty("--left", `${share}%`);
    bar.setAttribute("aria-valuenow", String(share));
    keep(KEY, String(share));
  };
  const share = () => Number(bar.getAttribute("aria-valuenow"));
  set(Number(kept(KEY) ?? DEFAULT));
  bar.addEventListener("pointerdown", (event) => bar.setPointerCapture(event.pointerId));
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const { left, width } = main.getBoundingClientRect();
    set(((event.clientX - left) / width) * 100);
  });
  bar.addEventListener("dblclick", () => set(DEFAULT));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(share() + step);
  });
}

/** The share of the input before anybody moves the bar, in percent. */
const DEFAULT = 45;
