import { explain, rules } from "ceph-multus-policy";

/** Lets the service worker keep the page and all its parts, where the browser and the server's address allow one. */
export function keepOffline(): void {
  if (import.meta.env.PROD && "serviceWorker" in navigator) void keep().catch(() => undefined);
}

async function keep(): Promise<void> {
  await navigator.serviceWorker.register("./offline.js");
  await navigator.serviceWorker.ready;
  // What was loaded before the worker was there goes through it once more, and what is loaded late comes now.
  const rule = rules()[0];
  if (rule) await Promise.all([import("marked"), explain(rule.id)]);
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = new Set(loaded.filter((url) => url.startsWith(location.origin)));
  await Promise.all([location.pathname, ...own].map((url) => fetch(url)));
  document.documentElement.dataset["kept"] = "";
}
