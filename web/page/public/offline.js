// Keeps what the page has loaded, so that it opens without a network: the page itself is asked for first, its parts,
// whose names change with their content, are taken from here.
const CACHE = "playground";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(request.mode === "navigate" || request.url.endsWith("/") ? networkFirst(request) : cacheFirst(request));
});

async function networkFirst(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) {
      await forgetOther(cache, request, await response.clone().text());
      await cache.put(request, response.clone());
    }
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

// The parts of an earlier version go when the page is another.
async function forgetOther(cache, request, text) {
  const kept = await cache.match(request, { ignoreSearch: true });
  if (!kept || (await kept.text()) === text) return;
  for (const key of await cache.keys()) await cache.delete(key);
}

async function cacheFirst(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}
