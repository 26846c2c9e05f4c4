import { keep, kept } from "./kept.ts";

const KEY = "theme";

/** Follows the system until the button is used. */
export function theme(button: HTMLButtonElement): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const current = () => document.documentElement.dataset["theme"] ?? (dark.matches ? "dark" : "light");
  const label = () => {
    const other = current() === "dark" ? "Light" : "Dark";
    button.textContent = other;
    button.setAttribute("aria-label", `Switch to ${other.toLowerCase()} colours`);
  };
  const stored = kept(KEY);
  if (stored === "dark" || stored === "light") document.documentElement.dataset["theme"] = stored;
  button.addEventListener("click", () => {
    const next = current() === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    keep(KEY, next);
    label();
  });
  dark.addEventListener("change", label);
  label();
}
